use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use sendook_domain::entities::AuditAction;

use crate::connection::{MultiBackend, SqlConnection};
use crate::schema::audit_events;

/// Lines of one place, and perhaps of one action, between two ids.
///
/// Either database would choose a shorter index, and read other organizations' lines with it. So the query is written
/// for each in a form that only the right index returns in order. A fragment of SQL is never cached
/// as a prepared statement, so that PostgreSQL plans each for its values.
pub(super) struct AuditKey<'a> {
    /// The column that says where it happened.
    pub(super) column: &'static str,
    /// The value of that column.
    pub(super) value: &'a str,
    /// Only lines of this action, if any.
    pub(super) action: Option<AuditAction>,
    /// Only lines with greater ids.
    pub(super) after: &'a str,
    /// Only lines with smaller ids.
    pub(super) before: &'a str,
}

/// A query of audit lines that grows condition by condition.
pub(super) type Lines<'a> = audit_events::BoxedQuery<'a, MultiBackend>;

type Condition<'a> =
    Box<dyn BoxableExpression<audit_events::table, MultiBackend, SqlType = Bool> + 'a>;

impl<'a> AuditKey<'a> {
    /// Finds the newest first.
    pub(super) fn find(&self, connection: &SqlConnection, lines: Lines<'a>) -> Lines<'a> {
        match connection {
            SqlConnection::Sqlite(_) => lines
                .filter(self.compare("<", self.before))
                .filter(self.compare(">", self.after))
                .order(sql::<Text>(&match self.action {
                    None => format!("{} DESC, id DESC", self.column),
                    Some(_) => format!("{} DESC, action DESC, id DESC", self.column),
                })),
            #[cfg(feature = "postgres")]
            SqlConnection::Postgres(_) => self.find_on_postgres(lines),
        }
    }

    /// SQLite, which has no statistics, judges an index by the number of its columns that are equal, and not
    /// at all where the rest is a range. One key of all columns fits one index alone.
    fn compare(&self, operator: &str, id: &'a str) -> Condition<'a> {
        let column = self.column;
        match self.action {
            None => {
                let key = sql::<Bool>(&format!("({column}, id) {operator} ("))
                    .bind::<Text, _>(self.value)
                    .sql(", ")
                    .bind::<Text, _>(id);
                Box::new(key.sql(")"))
            }
            Some(action) => {
                let key = sql::<Bool>(&format!("({column}, action, id) {operator} ("))
                    .bind::<Text, _>(self.value)
                    .sql(", ")
                    .bind::<Text, _>(action.as_str())
                    .sql(", ")
                    .bind::<Text, _>(id);
                Box::new(key.sql(")"))
            }
        }
    }

    /// PostgreSQL would not stop a search at the end of such a key. Its statistics know which places have
    /// many lines, but not that they may all be old ones: were the order that of ids alone, it would search
    /// the whole table for them. An array of one value keeps it from seeing that it is.
    #[cfg(feature = "postgres")]
    fn find_on_postgres(&self, lines: Lines<'a>) -> Lines<'a> {
        let column = self.column;
        let place = sql::<Bool>(&format!("{column} = ANY (ARRAY["))
            .bind::<Text, _>(self.value)
            .sql("])");
        let lines = lines
            .filter(place)
            .filter(audit_events::id.gt(self.after))
            .filter(audit_events::id.lt(self.before))
            .order(sql::<Text>(&format!("{column} DESC, id DESC")));
        match self.action {
            None => lines,
            Some(action) => lines.filter(audit_events::action.eq(action.as_str())),
        }
    }
}
