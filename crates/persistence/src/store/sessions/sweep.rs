use chrono::{DateTime, Utc};
use sendook_domain::ports::StoreError;

use super::super::delete_before::delete_before;
use super::super::sql_store::SqlStore;

/// How many sessions one transaction deletes. Each may own thousands of used refresh tokens, which go with
/// it: few enough that requests do not wait long for it.
const SWEPT_AT_ONCE: u32 = 10;

/// Deletes sessions that are over.
pub(super) fn sweep(
    store: &SqlStore,
    expired: &DateTime<Utc>,
    unused: &DateTime<Utc>,
    limit: u32,
) -> Result<usize, StoreError> {
    let mut swept = sweep_by(store, "expires_at", expired, limit)?;
    let rest = limit.saturating_sub(u32::try_from(swept).unwrap_or(u32::MAX));
    swept += sweep_by(store, "last_used_at", unused, rest)?;
    Ok(swept)
}

/// Repeats a deletion until nothing is left to delete, or the limit is reached.
fn sweep_by(
    store: &SqlStore,
    column: &str,
    before: &DateTime<Utc>,
    limit: u32,
) -> Result<usize, StoreError> {
    let mut swept = 0;
    let mut rest = limit;
    while rest > 0 {
        let most = rest.min(SWEPT_AT_ONCE);
        let deleted = store.write(|connection| {
            delete_before(connection, "sessions", "id", column, before, most)
        })?;
        swept += deleted;
        if deleted < usize::try_from(most).unwrap_or(usize::MAX) {
            break;
        }
        rest -= most;
    }
    Ok(swept)
}
