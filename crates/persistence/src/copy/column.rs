//! How a row of any table becomes one line of JSON, the same from both databases, and a row again.
//!
//! The databases themselves do it, a thousand rows in one statement, and what columns there are is asked of
//! them: a column that is added later cannot be forgotten here.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::connection::SqlConnection;
use crate::error::SqlResult;

/// The type of a column, by its name in the database.
#[derive(QueryableByName)]
pub(super) struct Column {
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

impl Column {
    /// The columns of a table, in their order.
    pub(super) fn of(table: &str, connection: &mut SqlConnection) -> SqlResult<Vec<Self>> {
        let ask = match connection {
            SqlConnection::Sqlite(_) => {
                "SELECT name, lower(type) AS kind FROM pragma_table_info(?) ORDER BY cid"
            }
            #[cfg(feature = "postgres")]
            SqlConnection::Postgres(_) => {
                "SELECT column_name::text AS name, data_type::text AS kind \
                 FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        };
        Ok(diesel::sql_query(ask)
            .bind::<Text, _>(table)
            .load(connection)?)
    }

    /// The SQL that converts the column to JSON: bytes are hexadecimal, Booleans are 0 or 1.
    pub(super) fn as_json(&self) -> String {
        let name = &self.name;
        match self.kind.as_str() {
            "blob" => format!("CASE WHEN {name} IS NOT NULL THEN hex({name}) END"),
            "bytea" => format!("upper(encode({name}, 'hex'))"),
            "boolean" => format!("{name}::int"),
            _ => name.clone(),
        }
    }

    /// The SQL that takes the column out of the JSON array `line`, where it has this index.
    pub(super) fn out_of_json(&self, line: &str, index: usize) -> String {
        match self.kind.as_str() {
            // SQLite names its types so, and PostgreSQL does not.
            "integer" => format!("json_extract({line}, '$[{index}]')"),
            "blob" => format!("unhex(json_extract({line}, '$[{index}]'))"),
            "bytea" => format!("decode({line} ->> {index}, 'hex')"),
            "boolean" => format!("({line} ->> {index})::int::boolean"),
            "bigint" => format!("({line} ->> {index})::bigint"),
            // Both databases have this operator.
            _ => format!("({line} ->> {index})"),
        }
    }
}
