use std::net::IpAddr;

use sendook::domain::entities::{
    ApiKey, AuditAction, Organization, RequestsByDay, Session, StoredKey,
};
use sendook::domain::ports::{ApiKeys, KeyUse, StoreError, UsageLog};
use sendook::domain::values::Digest;
use sendook::{DateTime, Id, Utc};

use super::state::Keys;

/// Each use is written at once, as it costs no more than noting it elsewhere. A store that waits for a disk gathers first, as
/// `UsageTracker` of `sendook::runtime` does for the whole service.
impl UsageLog for Keys {
    fn key_used(
        &self,
        key: &StoredKey,
        secret: Digest,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        let used = KeyUse {
            key_id: key.key.id.clone(),
            requests: RequestsByDay::at(now, 1),
            last_at: now,
            last_ip: client,
            secrets: vec![(secret, now)],
        };
        // Nothing fails in memory.
        let _ = self.record_key_use(&[used], now);
    }

    fn key_rejected(&self, _: &ApiKey, _: AuditAction, _: Option<IpAddr>, _: DateTime<Utc>) {}

    fn session_used(&self, _: &Id<Session>, _: DateTime<Utc>) {}

    fn unwritten_session_use(&self, _: &Id<Session>) -> Option<DateTime<Utc>> {
        None
    }

    fn with_unwritten(
        &self,
        read: &mut dyn FnMut() -> Result<Vec<ApiKey>, StoreError>,
    ) -> Result<Vec<ApiKey>, StoreError> {
        read()
    }

    fn with_unwritten_requests(
        &self,
        _: &dyn Fn(&Id<Organization>, &Id<ApiKey>) -> bool,
        read: &mut dyn FnMut() -> Result<RequestsByDay, StoreError>,
    ) -> Result<RequestsByDay, StoreError> {
        read()
    }
}
