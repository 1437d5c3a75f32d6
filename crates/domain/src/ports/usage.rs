use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::StoreError;
use crate::entities::{ApiKey, AuditAction, Organization, RequestsByDay, Session, StoredKey};
use crate::values::{Digest, Id};

/// Records how credentials are used.
///
/// It is called on the path of every request, so an implementation MUST NOT wait for I/O: it gathers uses in
/// memory and writes them to the store later.
pub trait UsageLog: Send + Sync {
    /// A key authenticated a request. `secret` is the digest of the secret that was presented.
    fn key_used(&self, key: &StoredKey, secret: Digest, client: Option<IpAddr>, now: DateTime<Utc>);

    /// A key was refused that may be in the wrong hands, as `why` says: [`AuditAction::KeyUsedAfterEnd`] or
    /// [`AuditAction::KeyUsedElsewhere`].
    fn key_rejected(
        &self,
        key: &ApiKey,
        why: AuditAction,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    );

    /// A session authenticated a request.
    fn session_used(&self, session: &Id<Session>, now: DateTime<Utc>);

    /// The last use of a session that is not in the store yet.
    fn unwritten_session_use(&self, session: &Id<Session>) -> Option<DateTime<Utc>>;

    /// Reads keys, and adds to them what is not in the store yet. An implementation MUST count each use once, also if
    /// it is being written at the same time. May scan everything that is not written, so it is for
    /// pages rather than for programs.
    fn with_unwritten(
        &self,
        read: &mut dyn FnMut() -> Result<Vec<ApiKey>, StoreError>,
    ) -> Result<Vec<ApiKey>, StoreError>;

    /// Reads how many requests there were on each day, and adds to them what is not in the store yet of the keys that
    /// `counts` chooses; as [`with_unwritten`](Self::with_unwritten) does.
    fn with_unwritten_requests(
        &self,
        counts: &dyn Fn(&Id<Organization>, &Id<ApiKey>) -> bool,
        read: &mut dyn FnMut() -> Result<RequestsByDay, StoreError>,
    ) -> Result<RequestsByDay, StoreError>;
}
