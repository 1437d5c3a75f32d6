#[cfg(feature = "postgres")]
mod counts_postgres;
mod counts_sqlite;

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sendook_domain::entities::AuditEvent;
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{ChangeCounts, FailureKey, LoginFailures, StoreError};
use sendook_domain::values::Digest;

use super::audit;
use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{FailureCountRow, micros};
use crate::schema::login_failures;

/// The condition is checked twice, so that a count that restarts between selection and deletion stays.
const SWEEP: &str = "DELETE FROM login_failures WHERE (account, address) IN \
     (SELECT account, address FROM login_failures \
     WHERE since < $1 AND coalesce(blocked_until, $1) <= $1 ORDER BY since LIMIT $2) \
     AND since < $1 AND coalesce(blocked_until, $1) <= $1";

/// The columns of a [`FailureCountRow`].
const COUNT: (
    login_failures::failures,
    login_failures::since,
    login_failures::blocked_until,
) = (
    login_failures::failures,
    login_failures::since,
    login_failures::blocked_until,
);

impl LoginFailures for SqlStore {
    fn update_failures(
        &self,
        keys: &[FailureKey],
        change: &mut ChangeCounts<'_>,
    ) -> Result<(), StoreError> {
        let change = RefCell::new(change);
        self.write(|connection| update(connection, keys, *change.borrow_mut()))
    }

    fn failures_of(
        &self,
        account: &Digest,
        addresses: &BTreeSet<String>,
    ) -> Result<Vec<(FailureKey, FailureCount)>, StoreError> {
        self.read_snapshot(|connection| {
            let own = counts_of_account(connection, account)?;
            let mut addresses = addresses.clone();
            addresses.extend(own.iter().map(|(address, _)| address.clone()));
            let mut found = Vec::new();
            for (address, count) in own {
                let account = Some(*account);
                found.push((FailureKey { account, address }, count));
            }
            for address in addresses {
                let count = login_failures::table
                    .find((&[][..], &address))
                    .filter(on_primary())
                    .select(COUNT)
                    .get_result::<FailureCountRow>(connection)
                    .optional()?;
                let account = None;
                if let Some(count) = count.map_or(Ok(None), |row| row.count())? {
                    found.push((FailureKey { account, address }, count));
                }
            }
            Ok(found)
        })
    }

    fn forget_failures(
        &self,
        accounts: &[Digest],
        addresses: &BTreeSet<String>,
        audit: &AuditEvent,
    ) -> Result<Vec<String>, StoreError> {
        self.write(|connection| {
            let mut addresses = addresses.clone();
            for account in accounts {
                let own = login_failures::account.eq(account.as_bytes().as_slice());
                let failed_from = login_failures::table
                    .filter(own)
                    .filter(on_primary())
                    .select(login_failures::address)
                    .load::<String>(connection)?;
                addresses.extend(failed_from);
            }
            let mut forgotten = Vec::new();
            // Rows are locked in the same order as when counting, whole addresses first and then by account, to avoid deadlocks.
            for address in addresses {
                let whole = login_failures::table.find((&[][..], &address));
                if diesel::delete(whole).execute(connection)? > 0 {
                    forgotten.push(address);
                }
            }
            for account in accounts.iter().collect::<BTreeSet<_>>() {
                forget_account(connection, account)?;
            }
            audit::record(connection, audit)?;
            Ok(forgotten)
        })
    }

    fn sweep_failures(&self, since: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let sweep = diesel::sql_query(SWEEP)
                .bind::<BigInt, _>(micros(&since))
                .bind::<BigInt, _>(i64::from(limit));
            Ok(sweep.execute(connection)?)
        })
    }
}

/// The counts of an account, with their addresses, in the order of these.
fn counts_of_account(
    connection: &mut SqlConnection,
    account: &Digest,
) -> SqlResult<Vec<(String, FailureCount)>> {
    let rows = login_failures::table
        .filter(login_failures::account.eq(account.as_bytes().as_slice()))
        .filter(on_primary())
        .order(login_failures::address)
        .select((login_failures::address, COUNT))
        .load::<(String, FailureCountRow)>(connection)?;
    let counts = rows.into_iter().map(|(address, row)| -> SqlResult<_> {
        let count = row.count()?;
        Ok(count.map(|count| (address, count)))
    });
    counts.filter_map(Result::transpose).collect()
}

/// Forgets the counts of an account, from every address.
pub(super) fn forget_account(connection: &mut SqlConnection, account: &Digest) -> SqlResult<()> {
    diesel::delete(login_failures::table)
        .filter(login_failures::account.eq(account.as_bytes().as_slice()))
        .execute(connection)?;
    Ok(())
}

/// Changes the counts, which are locked from here to the end of the transaction.
pub(super) fn update(
    connection: &mut SqlConnection,
    keys: &[FailureKey],
    change: &mut ChangeCounts<'_>,
) -> SqlResult<()> {
    if keys.is_empty() {
        return Ok(());
    }
    match connection {
        SqlConnection::Sqlite(connection) => counts_sqlite::update(connection, keys, change),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => counts_postgres::update(connection, keys, change),
    }
}
