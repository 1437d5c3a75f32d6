use std::time::Duration;

use crate::entities::ApiKey;
use crate::policies::{RateExceeded, RateStatus};
use crate::values::{Id, RateLimit};

/// Counts the requests of API keys that have a rate limit. Each server counts its own.
///
/// It is called on the path of requests, so an implementation MUST NOT wait for I/O.
pub trait RequestCounter: Send + Sync {
    /// Counts a request of a key at `now`, in [monotonic time](super::Clock::monotonic), as
    /// [`count_request`](crate::policies::count_request) decides. Requests at once MUST be counted one after the other.
    ///
    /// # Errors
    /// [`RateExceeded`]: it is one too many, and does not count.
    fn count(
        &self,
        key: &Id<ApiKey>,
        limit: RateLimit,
        now: Duration,
    ) -> Result<RateStatus, RateExceeded>;
}
