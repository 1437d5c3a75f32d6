use chrono::{DateTime, Utc};
use sendook_domain::ports::StoreError;

use super::super::delete_before::delete_before;
use super::super::sql_store::SqlStore;

/// Deletes audit lines from before `until`, the earliest first.
pub(super) fn sweep(
    store: &SqlStore,
    until: &DateTime<Utc>,
    limit: u32,
) -> Result<usize, StoreError> {
    store.write(|connection| delete_before(connection, "audit_events", "at", until, limit))
}
