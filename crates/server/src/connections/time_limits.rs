use std::time::Duration;

/// How long a connection may take for each part of a request, the first as well as every later one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimeLimits {
    /// From the first byte of a request to the end of its headers; of a new connection, to its first byte too.
    pub(crate) head: Duration,
    /// From the end of the headers to the end of the body.
    pub(crate) body: Duration,
    /// Between the end of an answer and the first byte of the next request.
    pub(crate) idle: Duration,
    /// From the moment when the system takes no more of an answer, as the peer does not read, to its end.
    pub(crate) write: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            body: Duration::from_secs(30),
            // Longer than the idle time of common load balancers (60 s), which then close a connection first.
            idle: Duration::from_secs(75),
            write: Duration::from_secs(30),
        }
    }
}
