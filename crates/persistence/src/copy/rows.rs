use diesel::prelude::*;
use diesel::result::Error as QueryError;
use diesel::sql_types::Text;
use serde_json::Value;

use super::column::Column;
use super::tables::Table;
use crate::connection::SqlConnection;
use crate::error::{SqlError, SqlResult};
use crate::primary::on_primary_sql;

/// How many rows are in memory at once.
const PAGE: usize = 1000;

/// The statements that read and write whole rows of one table, in one database.
pub(super) struct Rows {
    first: String,
    next: String,
    insert: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Rows {
    /// A line has the columns in the order in which they are given.
    pub(super) fn of(table: Table, columns: &[Column], connection: &SqlConnection) -> Self {
        let (array, one, many) = match connection {
            SqlConnection::Sqlite(_) => (
                "json_array",
                "?1",
                "(SELECT value AS line FROM json_each(?1))",
            ),
            #[cfg(feature = "postgres")]
            SqlConnection::Postgres(_) => (
                "json_build_array",
                "$1::json",
                "json_array_elements($1::json) AS lines (line)",
            ),
        };
        let join = |part: &dyn Fn((usize, &Column)) -> String| {
            let parts: Vec<_> = columns.iter().enumerate().map(part).collect();
            parts.join(", ")
        };
        let key = table.key.join(", ");
        let last: Vec<_> = (table.key.iter())
            .flat_map(|part| columns.iter().enumerate().filter(|(_, c)| c.name == *part))
            .map(|(index, column)| column.out_of_json(one, index))
            .collect();
        let select = format!(
            "SELECT CAST({array}({}) AS TEXT) AS line FROM {} WHERE {}",
            join(&|(_, column)| column.as_json()),
            table.name,
            on_primary_sql(connection),
        );
        let page = format!("ORDER BY {key} LIMIT {PAGE}");
        Self {
            first: format!("{select} {page}"),
            next: format!("{select} AND ({key}) > ({}) {page}", last.join(", ")),
            insert: format!(
                "INSERT INTO {} ({}) SELECT {} FROM {many}",
                table.name,
                join(&|(_, column)| column.name.clone()),
                join(&|(index, column)| column.out_of_json("line", index)),
            ),
        }
    }

    /// The rows behind `last` in the order of the primary key, as many as fit in memory.
    pub(super) fn page(
        &self,
        last: Option<&Value>,
        connection: &mut SqlConnection,
    ) -> SqlResult<Vec<Value>> {
        let lines: Vec<Line> = match last {
            None => diesel::sql_query(&self.first).load(connection)?,
            Some(last) => diesel::sql_query(&self.next)
                .bind::<Text, _>(last.to_string())
                .load(connection)?,
        };
        let rows: Result<_, _> = lines
            .iter()
            .map(|Line { line }| serde_json::from_str(line))
            .collect();
        rows.map_err(|error| SqlError::Query(QueryError::DeserializationError(error.into())))
    }

    /// Keeps rows.
    pub(super) fn insert(&self, rows: Vec<Value>, connection: &mut SqlConnection) -> SqlResult<()> {
        let rows = Value::Array(rows).to_string();
        diesel::sql_query(&self.insert)
            .bind::<Text, _>(rows)
            .execute(connection)?;
        Ok(())
    }
}
