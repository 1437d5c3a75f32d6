/// Left with a request by the server that read it, if its headers seem cut off: one of their values ended with a line break,
/// as a credential does that was read from a file, and what the client sent after it is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutHead;
