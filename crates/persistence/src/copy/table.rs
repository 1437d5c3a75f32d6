use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::Value;

use super::column::Column;
use super::error::CopyError;
use super::progress::Steps;
use super::rows::Rows;
use super::tables::Table;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary_sql;

/// A table whose copy was compared with its source, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopiedTable {
    /// The name of the table.
    pub name: &'static str,
    /// How many rows it has, here and there.
    pub rows: u64,
}

/// Reads a table from its start to its end, a page at a time.
struct Cursor<'a> {
    rows: Rows,
    connection: &'a mut SqlConnection,
    last: Option<Value>,
}

impl<'a> Cursor<'a> {
    fn new(table: Table, columns: &[Column], connection: &'a mut SqlConnection) -> Self {
        Self {
            rows: Rows::of(table, columns, connection),
            connection,
            last: None,
        }
    }

    fn next(&mut self) -> SqlResult<Vec<Value>> {
        let page = self.rows.page(self.last.as_ref(), self.connection)?;
        if let Some(last) = page.last() {
            self.last = Some(last.clone());
        }
        Ok(page)
    }
}

/// Whether there is any row.
pub(super) fn has_rows(table: Table, connection: &mut SqlConnection) -> SqlResult<bool> {
    let columns = Column::of(table.name, connection)?;
    let rows = Rows::of(table, &columns, connection);
    Ok(!rows.page(None, connection)?.is_empty())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many rows there are.
pub(super) fn count(table: Table, connection: &mut SqlConnection) -> SqlResult<u64> {
    let on_primary = on_primary_sql(connection);
    let ask = format!(
        "SELECT count(*) AS rows FROM {} WHERE {on_primary}",
        table.name
    );
    let counted: Count = diesel::sql_query(ask).get_result(connection)?;
    Ok(u64::try_from(counted.rows).unwrap_or_default())
}

/// Copies one table and compares it.
pub(super) fn copy(
    table: Table,
    source: &mut SqlConnection,
    target: &mut SqlConnection,
    steps: &mut Steps<'_>,
) -> Result<CopiedTable, CopyError> {
    let failed = CopyError::of(table.name);
    let here = Column::of(table.name, source).map_err(&failed)?;
    let mut there = Column::of(table.name, target).map_err(&failed)?;
    // The columns have the same order in both databases' lines, whatever their order in the tables.
    let place = |column: &Column| here.iter().position(|other| other.name == column.name);
    there.sort_by_key(place);
    if !here
        .iter()
        .map(|c| &c.name)
        .eq(there.iter().map(|c| &c.name))
    {
        return Err(CopyError::OtherColumns(table.name));
    }
    let rows = Rows::of(table, &there, target);
    let mut read = Cursor::new(table, &here, source);
    loop {
        let page = read.next().map_err(&failed)?;
        if page.is_empty() {
            break;
        }
        let written = page.len();
        rows.insert(page, target).map_err(&failed)?;
        steps.add(table.name, written)?;
    }
    compare(
        table,
        Cursor::new(table, &here, source),
        Cursor::new(table, &there, target),
        steps,
    )
}

fn compare(
    table: Table,
    mut source: Cursor<'_>,
    mut target: Cursor<'_>,
    steps: &mut Steps<'_>,
) -> Result<CopiedTable, CopyError> {
    let failed = CopyError::of(table.name);
    let name = table.name;
    let mut rows = 0;
    loop {
        let (here, there) = (
            source.next().map_err(&failed)?,
            target.next().map_err(&failed)?,
        );
        let pairs = here.iter().zip(&there);
        let same = pairs.take_while(|(here, there)| here == there).count();
        rows += u64::try_from(same).unwrap_or(u64::MAX);
        if same < here.len().max(there.len()) {
            return Err(CopyError::Different {
                table: name,
                same: rows,
            });
        }
        steps.add(name, same)?;
        if here.is_empty() {
            return Ok(CopiedTable { name, rows });
        }
    }
}
