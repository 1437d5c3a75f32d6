use chrono::TimeDelta;

/// How long sessions and their tokens live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// From the issue of an access token to its end.
    pub access_token: TimeDelta,
    /// From login to the end of the session, however often it is renewed.
    pub session: TimeDelta,
    /// From the last use of a session to its end.
    pub idle: TimeDelta,
}

impl Default for SessionLifetimes {
    fn default() -> Self {
        Self {
            access_token: TimeDelta::hours(24),
            session: TimeDelta::days(30),
            idle: TimeDelta::days(7),
        }
    }
}
