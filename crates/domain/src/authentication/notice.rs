use chrono::{DateTime, Utc};

use crate::policies::RateStatus;

/// What the holder of a credential should hear with the answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// When the credential ends, if that is soon.
    pub ends_soon: Option<DateTime<Utc>>,
    /// How much is left of its rate limit, if it has one.
    pub rate: Option<RateStatus>,
}
