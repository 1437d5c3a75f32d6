use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::micros;

/// Deletes up to `limit` rows of a table with this primary key whose instant in `column` lies before another, the earliest first.
/// The condition is checked twice: a row that was used since it was chosen stays.
pub(super) fn delete_before(
    connection: &mut SqlConnection,
    table: &str,
    key: &str,
    column: &str,
    before: &DateTime<Utc>,
    limit: u32,
) -> SqlResult<usize> {
    let delete = diesel::sql_query(format!(
        "DELETE FROM {table} WHERE {key} IN \
         (SELECT {key} FROM {table} WHERE {column} < $1 ORDER BY {column} LIMIT $2) AND {column} < $1"
    ));
    let delete = delete
        .bind::<BigInt, _>(micros(before))
        .bind::<BigInt, _>(i64::from(limit));
    Ok(delete.execute(connection)?)
}
