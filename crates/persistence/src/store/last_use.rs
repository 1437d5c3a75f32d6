//! When rows were last used, written down many at a time, by the same statement on both databases.
//!
//! Which use stays the last one is the rule of `last_use` of the domain's policies. It is SQL here, and here alone: one
//! statement writes a batch, rather than two statements per row. The contract suite compares what is kept with what that
//! function says. SQLite numbers `$n` by their first appearance: they stand in order.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;

use crate::connection::SqlConnection;
use crate::error::SqlResult;

/// What a column of a row that was used `at` becomes: as it is if a later use is known, up to `latest`, else `used`. A later
/// one than `latest` comes from a clock that was ahead.
pub(super) fn last_used(column: &str, used: &str, at: &str, latest: &str) -> String {
    format!(
        "CASE WHEN last_used_at > {at} AND last_used_at <= {latest} THEN {column} ELSE {used} END"
    )
}

/// A table whose rows are used.
#[derive(Clone, Copy)]
pub(super) enum Used {
    /// Each use also has a number of requests and an address.
    Keys,
    /// Found by the hexadecimal digest. Their keys were written first, whose locks cover them.
    Secrets,
    Sessions,
}

/// Writes down uses: JSON arrays of what the row is found by, the time in microseconds, and what else the table has.
pub(super) fn record(
    connection: &mut SqlConnection,
    table: Used,
    used: Vec<Value>,
    latest: i64,
) -> SqlResult<()> {
    let used = Value::Array(used).to_string();
    let (rows, digest) = match connection {
        SqlConnection::Sqlite(_) => ("json_each($2)", "unhex(value ->> 0)"),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => (
            "jsonb_array_elements($2::jsonb)",
            "decode(value ->> 0, 'hex')",
        ),
    };
    let (name, key, value) = match table {
        Used::Keys => ("api_keys", "id", "value ->> 0"),
        Used::Secrets => ("api_key_secrets", "digest", digest),
        Used::Sessions => ("sessions", "id", "value ->> 0"),
    };
    #[cfg(feature = "postgres")]
    if let SqlConnection::Postgres(server) = &mut *connection
        && !matches!(table, Used::Secrets)
    {
        // In one order on every server, so that two of them do not wait for each other.
        diesel::sql_query(format!(
            "SELECT id FROM {name} WHERE id IN (SELECT value ->> 0 FROM jsonb_array_elements($1::jsonb)) \
             ORDER BY id FOR NO KEY UPDATE"
        ))
        .bind::<Text, _>(&used)
        .execute(server)?;
    }
    let last_used = |column, used| last_used(column, used, "used.at", "$1");
    let more = match table {
        Used::Keys => format!(
            "request_count = request_count + CAST(value ->> 2 AS bigint), last_used_ip = {}, ",
            last_used("last_used_ip", "value ->> 3")
        ),
        Used::Secrets | Used::Sessions => String::new(),
    };
    diesel::sql_query(format!(
        "UPDATE {name} SET {more}last_used_at = {} \
         FROM (SELECT value, {value} AS id, CAST(value ->> 1 AS bigint) AS at FROM {rows}) AS used \
         WHERE {name}.{key} = used.id",
        last_used("last_used_at", "used.at"),
    ))
    .bind::<BigInt, _>(latest)
    .bind::<Text, _>(used)
    .execute(connection)?;
    Ok(())
}
