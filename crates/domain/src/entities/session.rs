use std::net::IpAddr;

use chrono::{DateTime, Utc};

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
    /// The last request that it authenticated, as far as it is known.
    pub last_used_at: DateTime<Utc>,
    /// From this moment on the session and its tokens are invalid.
    pub expires_at: DateTime<Utc>,
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
