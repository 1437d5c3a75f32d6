use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::ports::StoreError;

use super::super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::micros;
use crate::schema::sessions;

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
    let mut swept = sweep_by(store, delete_expired, expired, limit)?;
    let rest = limit.saturating_sub(u32::try_from(swept).unwrap_or(u32::MAX));
    swept += sweep_by(store, delete_unused, unused, rest)?;
    Ok(swept)
}

/// Repeats a deletion until nothing is left to delete, or the limit is reached.
fn sweep_by(
    store: &SqlStore,
    delete: impl Fn(&mut SqlConnection, i64, u32) -> SqlResult<usize>,
    before: &DateTime<Utc>,
    limit: u32,
) -> Result<usize, StoreError> {
    let mut swept = 0;
    let mut rest = limit;
    while rest > 0 {
        let most = rest.min(SWEPT_AT_ONCE);
        let deleted = store.write(|connection| delete(connection, micros(before), most))?;
        swept += deleted;
        if deleted < usize::try_from(most).unwrap_or(usize::MAX) {
            break;
        }
        rest -= most;
    }
    Ok(swept)
}

diesel::alias!(sessions as over: Over);

fn delete_expired(connection: &mut SqlConnection, before: i64, limit: u32) -> SqlResult<usize> {
    let chosen = over
        .filter(over.field(sessions::expires_at).lt(before))
        .order(over.field(sessions::expires_at))
        .limit(i64::from(limit))
        .select(over.field(sessions::id));
    let deleted = diesel::delete(sessions::table)
        .filter(sessions::id.eq_any(chosen))
        .execute(connection)?;
    Ok(deleted)
}

fn delete_unused(connection: &mut SqlConnection, before: i64, limit: u32) -> SqlResult<usize> {
    let chosen = over
        .filter(over.field(sessions::last_used_at).lt(before))
        .order(over.field(sessions::last_used_at))
        .limit(i64::from(limit))
        .select(over.field(sessions::id));
    let deleted = diesel::delete(sessions::table)
        .filter(sessions::id.eq_any(chosen))
        // One that was used since it was chosen stays.
        .filter(sessions::last_used_at.lt(before))
        .execute(connection)?;
    Ok(deleted)
}
