use chrono::{DateTime, TimeDelta, Utc};

/// How far the clocks of servers that share a database may be apart. Within it a moment that seems to lie in the
/// future may be another server's present; beyond it some clock is wrong.
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(5);

/// The latest moment at which something can have been used, as of `now`. A kept time of last use that lies beyond it comes
/// from a clock that was ahead, and gives way to the next use, although that is earlier.
pub fn latest_use(now: DateTime<Utc>) -> DateTime<Utc> {
    now + CLOCK_TOLERANCE
}
