//! Counts of failed logins on SQLite.

use diesel::SqliteConnection;
use diesel::prelude::*;
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{ChangeCounts, FailureKey};

use crate::error::SqlResult;
use crate::rows::FailureCountRow;
use crate::schema::login_failures::{account, address, blocked_until, failures, since, table};

/// Changes the counts. No lock is needed: the transaction is the only one that writes.
pub(super) fn update(
    connection: &mut SqliteConnection,
    keys: &[FailureKey],
    change: &mut ChangeCounts<'_>,
) -> SqlResult<()> {
    let mut before = Vec::with_capacity(keys.len());
    for key in keys {
        let row = table
            .find((account_of(key), &key.address))
            .select((failures, since, blocked_until))
            .get_result::<FailureCountRow>(connection)
            .optional()?;
        before.push(row.map_or(Ok(None), |row| row.count())?);
    }
    for ((key, before), after) in keys.iter().zip(&before).zip(change(&before)) {
        if *before != after {
            put(connection, key, after)?;
        }
    }
    Ok(())
}

fn put(
    connection: &mut SqliteConnection,
    key: &FailureKey,
    count: Option<FailureCount>,
) -> QueryResult<usize> {
    match count.map(FailureCountRow::from) {
        Some(count) => diesel::replace_into(table)
            .values((account.eq(account_of(key)), address.eq(&key.address), count))
            .execute(connection),
        None => diesel::delete(table.find((account_of(key), &key.address))).execute(connection),
    }
}

/// The digest of the account, or nothing, which comes before any.
pub(super) fn account_of(key: &FailureKey) -> &[u8] {
    key.account.as_ref().map_or(&[], |digest| digest.as_bytes())
}
