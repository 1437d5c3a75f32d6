use std::net::IpAddr;

/// What a request shows of itself.
#[derive(Clone, Copy, Default)]
pub struct Presented<'a> {
    /// The credential, if one came.
    pub credential: Option<&'a str>,
    /// The client's address, if it is known.
    pub client: Option<IpAddr>,
}
