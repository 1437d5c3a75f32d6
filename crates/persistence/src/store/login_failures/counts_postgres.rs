//! Counts of failed logins on PostgreSQL: what `counts_sqlite` reads and writes key by key, in a statement for all keys, as each
//! costs a round trip. These statements are types of their own, as diesel finds a prepared statement by its type: it has
//! the server parse and plan an upsert or update of its own again each time.

use diesel::PgConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text};
use sendook_domain::ports::{ChangeCounts, FailureKey};

use super::counts_sqlite::account_of;
use crate::error::SqlResult;
use crate::rows::{CorruptRow, FailureCountRow, micros};

type Locked = (Vec<u8>, String, FailureCountRow);

/// Changes the counts, which are locked from here to the end of the transaction.
pub(super) fn update(
    server: &mut PgConnection,
    keys: &[FailureKey],
    change: &mut ChangeCounts<'_>,
) -> SqlResult<()> {
    let mut in_order: Vec<_> = keys.iter().collect();
    // In one order on every server, so that two of them do not wait for each other.
    in_order.sort_unstable_by_key(|key| (account_of(key), &key.address));
    let lock = Lock {
        accounts: in_order.iter().map(|key| account_of(key)).collect(),
        addresses: in_order.iter().map(|key| &*key.address).collect(),
    };
    let rows: Vec<Locked> = lock.load(server)?;
    let count_of = |key: &FailureKey| {
        let of_key = |row: &&Locked| row.0 == account_of(key) && row.1 == key.address;
        let (_, _, row) = rows.iter().find(of_key).ok_or(CorruptRow("count"))?;
        row.count()
    };
    let before = keys.iter().map(count_of).collect::<Result<Vec<_>, _>>()?;
    let mut put = Put::default();
    for ((key, before), after) in keys.iter().zip(&before).zip(change(&before)) {
        match after {
            Some(after) if *before == Some(after) => {}
            Some(after) => {
                put.accounts.push(account_of(key));
                put.addresses.push(&key.address);
                put.failures.push(i64::from(after.failures));
                put.since.push(micros(&after.since));
                put.blocked_until
                    .push(after.blocked_until.as_ref().map(micros));
            }
            None => {
                put.forgotten_accounts.push(account_of(key));
                put.forgotten_addresses.push(&key.address);
            }
        }
    }
    if !(put.accounts.is_empty() && put.forgotten_accounts.is_empty()) {
        put.execute(server)?;
    }
    Ok(())
}

/// Locks rows, in this order. What is not there cannot be locked, so a row that counts nothing is put there.
struct Lock<'a> {
    accounts: Vec<&'a [u8]>,
    addresses: Vec<&'a str>,
}

/// Writes counts, and deletes those of which nothing is left.
#[derive(Default)]
struct Put<'a> {
    accounts: Vec<&'a [u8]>,
    addresses: Vec<&'a str>,
    failures: Vec<i64>,
    since: Vec<i64>,
    blocked_until: Vec<Option<i64>>,
    forgotten_accounts: Vec<&'a [u8]>,
    forgotten_addresses: Vec<&'a str>,
}

impl QueryFragment<Pg> for Lock<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO login_failures (account, address, failures, since) \
             SELECT account, address, 0, 0 FROM unnest(",
        );
        out.push_bind_param::<Array<Binary>, _>(&self.accounts)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.addresses)?;
        out.push_sql(
            ") AS key (account, address) \
             ON CONFLICT (account, address) DO UPDATE SET failures = login_failures.failures \
             RETURNING account, address, failures, since, blocked_until",
        );
        Ok(())
    }
}

impl QueryFragment<Pg> for Put<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "WITH forgotten AS (DELETE FROM login_failures WHERE (account, address) IN (SELECT * FROM unnest(",
        );
        out.push_bind_param::<Array<Binary>, _>(&self.forgotten_accounts)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.forgotten_addresses)?;
        out.push_sql(
            "))) INSERT INTO login_failures (account, address, failures, since, blocked_until) \
             SELECT * FROM unnest(",
        );
        out.push_bind_param::<Array<Binary>, _>(&self.accounts)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.addresses)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.failures)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.since)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<BigInt>>, _>(&self.blocked_until)?;
        out.push_sql(
            ") ON CONFLICT (account, address) DO UPDATE \
             SET (failures, since, blocked_until) = (excluded.failures, excluded.since, excluded.blocked_until)",
        );
        Ok(())
    }
}

impl Query for Lock<'_> {
    type SqlType = (Binary, Text, (BigInt, BigInt, Nullable<BigInt>));
}

impl QueryId for Lock<'_> {
    type QueryId = Lock<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryId for Put<'_> {
    type QueryId = Put<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl RunQueryDsl<PgConnection> for Lock<'_> {}

impl RunQueryDsl<PgConnection> for Put<'_> {}
