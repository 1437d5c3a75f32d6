use std::time::Duration;

use chrono::{DateTime, Utc};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The moment now, in UTC.
    ///
    /// MUST be a whole number of microseconds, as finer ones would not survive a round trip through
    /// every store.
    fn now(&self) -> DateTime<Utc>;

    /// The time since some moment before, for what is measured on one server alone.
    ///
    /// MUST go on at its pace when the clock of the machine is set.
    fn monotonic(&self) -> Duration;
}
