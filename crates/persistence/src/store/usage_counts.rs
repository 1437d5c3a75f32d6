//! Counts of requests by day. Those of an organization are kept besides those of its keys: its chart takes 90 rows however
//! many keys it has, and does not shrink when one is deleted.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use sendook_domain::entities::{ApiKey, Organization, RequestsByDay};
use sendook_domain::ports::{KeyUse, StoreError, UsageCounts};
use sendook_domain::values::Id;
use serde_json::{Value, json};

use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{CorruptRow, day, epoch_day};
use crate::schema::{api_key_usage, api_keys, organization_usage};

/// A table of counts.
#[derive(Clone, Copy)]
struct Counts {
    table: &'static str,
    /// Whose they are; with the day, the primary key.
    owner: &'static str,
    /// The column of `api_keys` that has the same.
    of_key: &'static str,
}

const OF_KEYS: Counts = Counts {
    table: "api_key_usage",
    owner: "api_key_id",
    of_key: "id",
};

const OF_ORGANIZATIONS: Counts = Counts {
    table: "organization_usage",
    owner: "organization_id",
    of_key: "organization_id",
};

impl UsageCounts for SqlStore {
    fn requests_of_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        since: NaiveDate,
    ) -> Result<Option<RequestsByDay>, StoreError> {
        self.read(|connection| {
            let counted = api_key_usage::api_key_id
                .eq(api_keys::id)
                .and(api_key_usage::day.ge(epoch_day(since)));
            // A key without any is a row without a day.
            let rows: Vec<(Option<i64>, Option<i64>)> = api_keys::table
                .left_join(api_key_usage::table.on(counted))
                .filter(api_keys::id.eq(id.as_str()))
                .filter(api_keys::organization_id.eq(organization.as_str()))
                .filter(on_primary())
                .select((
                    api_key_usage::day.nullable(),
                    api_key_usage::requests.nullable(),
                ))
                .load(connection)?;
            let is_there = !rows.is_empty();
            let days = rows.into_iter().filter_map(|(day, count)| day.zip(count));
            let requests = requests(days)?;
            Ok(is_there.then_some(requests))
        })
    }

    fn requests_of_organization(
        &self,
        organization: &Id<Organization>,
        since: NaiveDate,
    ) -> Result<RequestsByDay, StoreError> {
        self.read(|connection| {
            let rows: Vec<(i64, i64)> = organization_usage::table
                .filter(organization_usage::organization_id.eq(organization.as_str()))
                .filter(organization_usage::day.ge(epoch_day(since)))
                .filter(on_primary())
                .select((organization_usage::day, organization_usage::requests))
                .load(connection)?;
            Ok(requests(rows)?)
        })
    }

    fn sweep_usage(&self, before: NaiveDate, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let of_keys = sweep(connection, OF_KEYS, before, limit)?;
            let rest = limit.saturating_sub(u32::try_from(of_keys).unwrap_or(u32::MAX));
            Ok(of_keys + sweep(connection, OF_ORGANIZATIONS, before, rest)?)
        })
    }
}

/// Adds up the requests of keys, whose rows are held; those of keys that are gone are passed over.
pub(super) fn add(connection: &mut SqlConnection, used: &[KeyUse]) -> SqlResult<()> {
    let days = used.iter().flat_map(|used| {
        let id = used.key_id.as_str();
        let days = used.requests.iter();
        days.map(move |(day, requests)| json!([id, epoch_day(day), count(requests)]))
    });
    let days: Vec<_> = days.collect();
    if days.is_empty() {
        return Ok(());
    }
    let days = Value::Array(days).to_string();
    for counts in [OF_ORGANIZATIONS, OF_KEYS] {
        add_to(connection, counts, &days)?;
    }
    Ok(())
}

/// Adds `days`, a JSON array of arrays of key, day and requests. In one order on every server, so that two of them do not
/// wait for each other.
fn add_to(connection: &mut SqlConnection, counts: Counts, days: &str) -> SqlResult<()> {
    let rows = match connection {
        SqlConnection::Sqlite(_) => "json_each($1)",
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => "jsonb_array_elements($1::jsonb)",
    };
    let Counts {
        table,
        owner,
        of_key,
    } = counts;
    diesel::sql_query(format!(
        "INSERT INTO {table} ({owner}, day, requests) \
         SELECT api_keys.{of_key}, CAST(value ->> 1 AS bigint), \
             CAST(SUM(CAST(value ->> 2 AS bigint)) AS bigint) \
         FROM {rows} JOIN api_keys ON api_keys.id = value ->> 0 \
         GROUP BY 1, 2 ORDER BY 1, 2 \
         ON CONFLICT ({owner}, day) DO UPDATE SET requests = {table}.requests + excluded.requests"
    ))
    .bind::<Text, _>(days)
    .execute(connection)?;
    Ok(())
}

fn sweep(
    connection: &mut SqlConnection,
    counts: Counts,
    before: NaiveDate,
    limit: u32,
) -> SqlResult<usize> {
    let Counts { table, owner, .. } = counts;
    let sweep = diesel::sql_query(format!(
        "DELETE FROM {table} WHERE ({owner}, day) IN \
         (SELECT {owner}, day FROM {table} WHERE day < $1 ORDER BY day LIMIT $2)"
    ));
    let sweep = sweep
        .bind::<BigInt, _>(epoch_day(before))
        .bind::<BigInt, _>(i64::from(limit));
    Ok(sweep.execute(connection)?)
}

fn requests(rows: impl IntoIterator<Item = (i64, i64)>) -> Result<RequestsByDay, CorruptRow> {
    let read = |(number, requests)| {
        let requests = u64::try_from(requests).map_err(|_| CorruptRow("number of requests"))?;
        Ok((day(number)?, requests))
    };
    rows.into_iter().map(read).collect()
}

/// As the database has it.
fn count(requests: u64) -> i64 {
    i64::try_from(requests).unwrap_or(i64::MAX)
}
