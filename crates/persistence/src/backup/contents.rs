//! What a database holds, and whether it is whole.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::connection::SqlConnection;
use crate::error::{SqlError, SqlResult};

#[derive(QueryableByName)]
struct Size {
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// How much of the file is in use.
pub(super) fn used_bytes(connection: &mut SqlConnection) -> SqlResult<u64> {
    let size = diesel::sql_query(
        "SELECT (page_count - freelist_count) * page_size AS bytes \
         FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    );
    let size: Size = size.get_result(connection)?;
    Ok(u64::try_from(size.bytes).unwrap_or_default())
}

#[derive(QueryableByName)]
struct IntegrityCheck {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// What is wrong first with the file that was just written, if anything.
pub(super) fn integrity(connection: &mut SqlConnection) -> SqlResult<Option<String>> {
    let check = diesel::sql_query("PRAGMA integrity_check(1)");
    let first: IntegrityCheck = check.get_result(connection)?;
    Ok((first.integrity_check != "ok").then_some(first.integrity_check))
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

pub(super) fn tables(connection: &mut SqlConnection) -> SqlResult<Vec<(String, u64)>> {
    let names = "SELECT name FROM sqlite_schema \
                 WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let names: Vec<Name> = diesel::sql_query(names).load(connection)?;
    let count = |Name { name }| {
        let ask = format!("SELECT count(*) AS rows FROM \"{name}\"");
        let counted: Rows = diesel::sql_query(ask).get_result(connection)?;
        Ok::<_, SqlError>((name, u64::try_from(counted.rows).unwrap_or_default()))
    };
    names.into_iter().map(count).collect()
}
