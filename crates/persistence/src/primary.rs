//! Which server of PostgreSQL may answer.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;

use crate::connection::{MultiBackend, SqlConnection};

/// Part of a standby's error message. It is part of [`CONDITION`], so that no language setting changes it.
pub(crate) const COMPLAINT: &str = "this server is a standby";

/// True on the primary, and an error on a standby: plain SQL has no other way to raise one than a cast that fails. As a
/// sub-select it is evaluated once per statement, even when no row is found.
#[cfg(feature = "postgres")]
const CONDITION: &str = "(SELECT CAST(CASE WHEN pg_is_in_recovery() THEN 'this server is a standby' \
     ELSE 'true' END AS boolean))";

/// On SQLite there are no replicas.
const ALWAYS: &str = "1";

/// A condition of every `SELECT`: true on the primary, and an error on a standby, which may lack the last revocations.
///
/// It has to stand inside each statement. A pooler that balances load (Pgpool-II) decides statement by statement where to
/// send it, and answers a separate question about the role of the server from the primary. `pg_is_in_recovery` is volatile:
/// that alone makes such a pooler take the statement for a write, send it to the primary, and keep it out of its cache of
/// results.
pub(crate) const fn on_primary() -> OnPrimary {
    OnPrimary
}

/// The same condition for a statement that is written as text.
pub(crate) fn on_primary_sql(connection: &SqlConnection) -> &'static str {
    match connection {
        SqlConnection::Sqlite(_) => ALWAYS,
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => CONDITION,
    }
}

/// [`on_primary`] as an expression. A type of its own rather than a piece of SQL, as diesel finds a prepared statement by
/// its type.
#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub(crate) struct OnPrimary;

impl Expression for OnPrimary {
    type SqlType = Bool;
}

impl<QuerySource> AppearsOnTable<QuerySource> for OnPrimary {}

impl<QuerySource> SelectableExpression<QuerySource> for OnPrimary {}

impl QueryFragment<Sqlite> for OnPrimary {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(ALWAYS);
        Ok(())
    }
}

#[cfg(feature = "postgres")]
impl QueryFragment<diesel::pg::Pg> for OnPrimary {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, diesel::pg::Pg>) -> QueryResult<()> {
        out.push_sql(CONDITION);
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for OnPrimary {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_standby_is_known_by_what_stands_in_the_condition() {
        assert!(CONDITION.contains(COMPLAINT));
    }
}
