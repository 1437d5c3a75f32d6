use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::User;
use crate::entities::RefreshChain;
use crate::values::{Id, IdKind};

/// One login of one person on one device. It owns the access tokens that were issued to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Identifies the session; not a credential.
    pub id: Id<Session>,
    /// Who logged in.
    pub user_id: Id<User>,
    /// The client's address, if known.
    pub ip: Option<IpAddr>,
    /// The client's `User-Agent`, cut to 256 characters.
    pub user_agent: Option<String>,
    /// When the person logged in.
    pub created_at: DateTime<Utc>,
    /// When the person last proved who they are: at the login, or since.
    pub authenticated_at: DateTime<Utc>,
    /// The last request that it authenticated, as far as it is known.
    pub last_used_at: DateTime<Utc>,
    /// From this moment on the session and its tokens are invalid.
    pub expires_at: DateTime<Utc>,
}

impl Session {
    /// When it ends unless it is used. `idle`: from the last use of a session to its end.
    pub fn ends_at(&self, idle: TimeDelta) -> DateTime<Utc> {
        end(self.expires_at, self.last_used_at, idle)
    }
}

impl IdKind for Session {
    const PREFIX: &'static str = "session";
}

/// What a store finds under the digest of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccessToken {
    /// Whose it is.
    pub user_id: Id<User>,
    /// The session that it belongs to.
    pub session_id: Id<Session>,
    /// From this moment on it is no longer valid: its own end, or that of its session, if earlier.
    pub expires_at: DateTime<Utc>,
    /// When its session was last used, as far as it is known.
    pub last_used_at: DateTime<Utc>,
}

/// Whether an access token is valid at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// It is.
    Active,
    /// It has expired, or its session was not used for too long.
    Expired {
        /// Since when.
        at: DateTime<Utc>,
    },
}

impl StoredAccessToken {
    /// Whether the token is good for a request at `now`. `idle`: from the last use of a session to its end.
    pub fn state_at(&self, now: DateTime<Utc>, idle: TimeDelta) -> TokenState {
        let at = end(self.expires_at, self.last_used_at, idle);
        if at <= now {
            TokenState::Expired { at }
        } else {
            TokenState::Active
        }
    }
}

fn end(latest: DateTime<Utc>, last_used_at: DateTime<Utc>, idle: TimeDelta) -> DateTime<Utc> {
    latest.min(last_used_at + idle)
}

/// What a store finds under the digest of a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRefreshToken {
    /// The session that it belongs to.
    pub session: Session,
    /// The state of the session's chain of tokens.
    pub chain: RefreshChain,
    /// Which generation of the chain it is of.
    pub generation: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_token_ends_at_its_own_end_or_when_its_session_was_idle_too_long() {
        let (hours, used) = (TimeDelta::hours, DateTime::UNIX_EPOCH);
        for (lives, idle, ends) in [(2, 3, 2), (3, 2, 2), (2, 2, 2)] {
            let token = StoredAccessToken {
                user_id: Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap(),
                session_id: Id::parse("session_01h455vb4pex5vsknk084sn02q").unwrap(),
                expires_at: used + hours(lives),
                last_used_at: used,
            };
            let at = used + hours(ends);
            let before = at - TimeDelta::microseconds(1);
            assert_eq!(token.state_at(before, hours(idle)), TokenState::Active);
            assert_eq!(token.state_at(at, hours(idle)), TokenState::Expired { at });
        }
    }
}
