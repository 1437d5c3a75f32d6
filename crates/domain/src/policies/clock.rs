use chrono::TimeDelta;

/// How far the clocks of servers that share a database may be apart. Within it a moment that seems to lie in the
/// future may be another server's present; beyond it some clock is wrong.
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(5);
