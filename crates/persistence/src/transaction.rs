//! All or nothing.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::QueryResult;
use scopeguard::{ScopeGuard, guard};

use crate::connection::SqlConnection;
use crate::error::{Fault, SqlError, SqlResult};

/// A transaction that did not go through.
pub(crate) enum Failed<E = SqlError> {
    /// Nothing of it was kept: it may be tried again.
    RolledBack(E),
    /// The connection broke during the commit: the outcome is unknown.
    InDoubt(SqlError),
}

impl Failed {
    pub(crate) fn into_error(self) -> SqlError {
        match self {
            Self::RolledBack(error) | Self::InDoubt(error) => error,
        }
    }
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// To change things, one transaction after the other as far as they touch the same rows.
    Write,
    /// To see one moment through several statements.
    Snapshot,
}

/// Does the work in one transaction, which is rolled back if the work fails or panics.
pub(crate) fn transaction<T, E: From<SqlError>>(
    connection: &mut SqlConnection,
    kind: Kind,
    work: impl FnOnce(&mut SqlConnection) -> Result<T, E>,
) -> Result<T, Failed<E>> {
    let done = begun(connection, kind, work).map_err(Failed::RolledBack)?;
    commit(connection)?;
    Ok(done)
}

/// Does the work in a transaction that is still to be committed; if the work fails or panics it is rolled back.
pub(crate) fn begun<T, E: From<SqlError>>(
    connection: &mut SqlConnection,
    kind: Kind,
    work: impl FnOnce(&mut SqlConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(connection, kind).map_err(SqlError::from)?;
    let mut open = guard(connection, roll_back);
    let done = work(&mut open)?;
    ScopeGuard::into_inner(open);
    Ok(done)
}

/// Does the work as part of the open transaction, which goes on without it if the work fails or panics.
pub(crate) fn savepoint<T>(
    connection: &mut SqlConnection,
    work: impl FnOnce(&mut SqlConnection) -> SqlResult<T>,
) -> SqlResult<T> {
    SqlConnection::begin_transaction(connection)?;
    let mut open = guard(connection, roll_back);
    let done = work(&mut open)?;
    SqlConnection::commit_transaction(&mut **open)?;
    ScopeGuard::into_inner(open);
    Ok(done)
}

/// Keeps what was done in the open transaction.
pub(crate) fn commit<E: From<SqlError>>(connection: &mut SqlConnection) -> Result<(), Failed<E>> {
    SqlConnection::commit_transaction(connection).map_err(|error| {
        let error = SqlError::from(error);
        match error.fault() {
            Fault::Broken => Failed::InDoubt(error),
            _ => Failed::RolledBack(error.into()),
        }
    })
}

/// SQLite takes the lock of the writer at once: a transaction that reads first and wants it later fails
/// with "database is locked" if another has written meanwhile, and no timeout helps.
fn begin(connection: &mut SqlConnection, kind: Kind) -> QueryResult<()> {
    match connection {
        SqlConnection::Sqlite(connection) => {
            let begin = match kind {
                Kind::Write => "BEGIN IMMEDIATE",
                Kind::Snapshot => "BEGIN",
            };
            AnsiTransactionManager::begin_transaction_sql(connection, begin)
        }
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => {
            let begin = match kind {
                Kind::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
                Kind::Snapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            };
            AnsiTransactionManager::begin_transaction_sql(connection, begin)
        }
    }
}

/// Undoes what was done since the transaction or savepoint began.
fn roll_back(connection: &mut SqlConnection) {
    if SqlConnection::rollback_transaction(connection).is_err() {
        // What the database has kept of it is unknown: the pool or writer replaces the connection.
        SqlConnection::transaction_manager_status_mut(connection).set_in_error();
    }
}
