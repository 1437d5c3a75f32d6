use chrono::{DateTime, Utc};

use super::StoreError;
use crate::credentials::Digest;
use crate::entities::{AuditEvent, Session, StoredAccessToken, User};
use crate::values::Id;

/// Keeps sessions and the digests of their tokens.
///
/// Writes MUST be durable and seen by every later read, on every server that shares the database, when
/// they return: a logout holds on the next request.
pub trait Sessions: Send + Sync {
    /// Keeps a new session.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn create_session(&self, session: &NewSession, audit: &AuditEvent) -> Result<(), StoreError>;

    /// Finds what a presented access token stands for. MUST read committed data of this moment.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn access_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredAccessToken>, StoreError>;

    /// Finds one session of a user.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn session(&self, user: &Id<User>, id: &Id<Session>) -> Result<Option<Session>, StoreError>;

    /// Ends sessions of a user with everything they own.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn end_sessions(
        &self,
        user: &Id<User>,
        which: &EndSessions,
        audit: &AuditEvent,
    ) -> Result<(), StoreError>;
}

/// A session that is to be kept, with its first token.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The session as people will see it.
    pub session: Session,
    /// What its access token is found by.
    pub access_digest: Digest,
    /// From this moment on the access token is no longer valid.
    pub access_expires_at: DateTime<Utc>,
}

/// Which sessions of a user end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndSessions {
    /// Every one.
    All,
    /// This one.
    Only(Id<Session>),
    /// Every one but this.
    AllBut(Id<Session>),
}
