use std::net::IpAddr;

use super::Misplaced;

/// What a request shows of itself.
#[derive(Clone, Copy, Default)]
pub struct Presented<'a> {
    /// The credential, if one came.
    pub credential: Option<&'a str>,
    /// What came in its place, if none came.
    pub misplaced: Option<Misplaced>,
    /// The client's address, if it is known.
    pub client: Option<IpAddr>,
}
