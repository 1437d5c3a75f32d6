//! All or nothing.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::QueryResult;

use crate::connection::SqlConnection;
use crate::error::{Fault, SqlError};

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
    begin(connection, kind).map_err(|error| Failed::RolledBack(SqlError::from(error).into()))?;
    let mut open = Open(Some(connection));
    let done = open.run(work).map_err(Failed::RolledBack)?;
    open.commit()?;
    Ok(done)
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

/// A transaction that is neither committed nor rolled back.
struct Open<'a>(Option<&'a mut SqlConnection>);

impl Open<'_> {
    fn run<T, E: From<SqlError>>(
        &mut self,
        work: impl FnOnce(&mut SqlConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        match &mut self.0 {
            Some(connection) => work(connection),
            None => Err(SqlError::from(diesel::result::Error::NotInTransaction).into()),
        }
    }

    fn commit<E: From<SqlError>>(mut self) -> Result<(), Failed<E>> {
        let Some(connection) = self.0.take() else {
            return Ok(());
        };
        SqlConnection::commit_transaction(connection).map_err(|error| {
            let error = SqlError::from(error);
            match error.fault() {
                Fault::Broken => Failed::InDoubt(error),
                _ => Failed::RolledBack(error.into()),
            }
        })
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            // If even that fails the connection is stuck, and the pool or writer replaces it.
            let _ = SqlConnection::rollback_transaction(connection);
        }
    }
}
