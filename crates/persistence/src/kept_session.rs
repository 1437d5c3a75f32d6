//! Whether a session belongs to one client alone.
//!
//! A pooler that lends a session for one transaction at a time gives settings and prepared statements of one client to
//! another. Statements then fail, or run under the name of another; so this is found out before anything is served.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::{PgConnection, QueryResult, sql_query};

use crate::error::{Fault, SqlError};

/// What a connection may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Session {
    /// Settings and prepared statements stay.
    Kept,
    /// Prepared statements stay, as `PgBouncer` 1.21 sees to with `max_prepared_statements`. Settings get lost, or are those of
    /// another.
    StatementsKept,
    /// Nothing stays.
    Shared,
}

/// How often the settings are tried: a pooler may happen to give each its own session once.
const ROUNDS: usize = 3;

/// Sets something that no other client sets. `pg_is_in_recovery` keeps a pooler that balances load from asking a standby,
/// which has another session.
const SET: &str = "SELECT set_config('sendook.probe', \
     md5(random()::text || clock_timestamp()::text || pg_backend_pid()::text), false) AS value \
     WHERE NOT pg_is_in_recovery()";

const READ: &str =
    "SELECT current_setting('sendook.probe', true) AS value WHERE NOT pg_is_in_recovery()";

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

impl Session {
    /// Finds out by two connections that nothing was done on yet.
    ///
    /// # Errors
    /// The connections or the questions may fail.
    pub(crate) fn of(one: &mut PgConnection, other: &mut PgConnection) -> Result<Self, SqlError> {
        if is(settings_stay(one, other))? {
            Ok(Self::Kept)
        } else if is(statements_stay(one, other))? {
            Ok(Self::StatementsKept)
        } else {
            Ok(Self::Shared)
        }
    }
}

/// A statement that was given to another session is an answer too.
fn is(found: QueryResult<bool>) -> Result<bool, SqlError> {
    let found = found.map_err(SqlError::from);
    match found {
        Err(error) if error.fault() == Fault::MixedUp => Ok(false),
        found => found,
    }
}

/// Whether each of the two reads back what it set after the other has set something else.
fn settings_stay(one: &mut PgConnection, other: &mut PgConnection) -> QueryResult<bool> {
    for _ in 0..ROUNDS {
        let set = (ask(one, SET)?, ask(other, SET)?);
        if set != (ask(one, READ)?, ask(other, READ)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn ask(connection: &mut PgConnection, sql: &str) -> QueryResult<Option<String>> {
    let value: Value = sql_query(sql).get_result(connection)?;
    Ok(value.value)
}

/// Whether each of the two can go on with what it has prepared, although the other has prepared something else under the same
/// name: diesel counts the statements of a connection.
fn statements_stay(one: &mut PgConnection, other: &mut PgConnection) -> QueryResult<bool> {
    macro_rules! number {
        ($number:literal) => {
            $number.into_sql::<Integer>()
        };
    }
    macro_rules! stays {
        ($ours:expr, $theirs:expr) => {{
            let (ours, theirs) = (|| diesel::select($ours), || diesel::select($theirs));
            for _ in 0..2 {
                ours().execute(one)?;
                theirs().execute(other)?;
            }
        }};
    }
    stays!(number!(1), (number!(1), number!(2)));
    stays!((number!(1), number!(2)), number!(1));
    stays!(
        (number!(1), number!(2), number!(3)),
        (number!(1), number!(2), number!(3), number!(4))
    );
    Ok(true)
}
