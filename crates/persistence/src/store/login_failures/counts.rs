//! Counts of failed logins, locked while a transaction works on them.

use diesel::prelude::*;
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{ChangeCounts, FailureKey};

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::{CorruptRow, FailureCountRow};
use crate::schema::login_failures::{account, address, blocked_until, failures, since, table};

/// Changes the counts, which are locked from here to the end of the transaction.
pub(in crate::store) fn update(
    connection: &mut SqlConnection,
    keys: &[FailureKey],
    change: &mut ChangeCounts<'_>,
) -> SqlResult<()> {
    let kept = lock_for_update(connection, keys)?;
    let before = counts_of(&kept)?;
    for ((key, row), count) in keys.iter().zip(kept).zip(change(&before)) {
        put(connection, key, row.as_ref(), count)?;
    }
    Ok(())
}

fn lock_for_update(
    connection: &mut SqlConnection,
    keys: &[FailureKey],
) -> SqlResult<Vec<Option<FailureCountRow>>> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    // In one order on every server, so that two of them do not wait for each other.
    order.sort_unstable_by_key(|index| (account_of(&keys[*index]), &keys[*index].address));
    let mut rows: Vec<_> = keys.iter().map(|_| None).collect();
    for index in order {
        rows[index] = lock_one(connection, &keys[index])?;
    }
    Ok(rows)
}

/// On SQLite the transaction is the only one that writes. On PostgreSQL a row can be locked only if it is
/// there, and an upsert sees to both in one step.
fn lock_one(
    connection: &mut SqlConnection,
    key: &FailureKey,
) -> QueryResult<Option<FailureCountRow>> {
    let columns = (failures, since, blocked_until);
    match connection {
        SqlConnection::Sqlite(connection) => table
            .filter(account.eq(account_of(key)))
            .filter(address.eq(&key.address))
            .select(columns)
            .get_result(connection)
            .optional(),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => diesel::insert_into(table)
            .values((
                account.eq(account_of(key)),
                address.eq(&key.address),
                FailureCountRow::placeholder(),
            ))
            .on_conflict((account, address))
            .do_update()
            .set(failures.eq(failures))
            .returning(columns)
            .get_result(connection)
            .map(Some),
    }
}

/// What rows count, if they are there.
fn counts_of(rows: &[Option<FailureCountRow>]) -> Result<Vec<Option<FailureCount>>, CorruptRow> {
    rows.iter()
        .map(|row| row.as_ref().map_or(Ok(None), FailureCountRow::count))
        .collect()
}

/// Writes what a count shall be, where `row` is what it is.
fn put(
    connection: &mut SqlConnection,
    key: &FailureKey,
    row: Option<&FailureCountRow>,
    count: Option<FailureCount>,
) -> SqlResult<()> {
    let count = count.map(FailureCountRow::from);
    let of_key = table.find((account_of(key), &key.address));
    match (row, count) {
        (Some(row), Some(count)) if *row == count => Ok(0),
        (Some(_), Some(count)) => diesel::update(of_key).set(count).execute(connection),
        (Some(_), None) => diesel::delete(of_key).execute(connection),
        (None, Some(count)) => diesel::insert_into(table)
            .values((account.eq(account_of(key)), address.eq(&key.address), count))
            .execute(connection),
        (None, None) => Ok(0),
    }?;
    Ok(())
}

fn account_of(key: &FailureKey) -> &[u8] {
    key.account.as_ref().map_or(&[], |digest| digest.as_bytes())
}
