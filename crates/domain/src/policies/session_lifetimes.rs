use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::Session;

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

impl SessionLifetimes {
    /// When something ends that ends at `end` at the latest, and was last used at `last_used`.
    pub fn end(&self, end: DateTime<Utc>, last_used: DateTime<Utc>) -> DateTime<Utc> {
        end.min(last_used + self.idle)
    }

    /// When a session ends unless it is used.
    pub fn end_of(&self, session: &Session) -> DateTime<Utc> {
        self.end(session.expires_at, session.last_used_at)
    }
}
