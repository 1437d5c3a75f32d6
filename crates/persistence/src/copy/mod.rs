//! Moves everything from one database to another, of either kind.
//!
//! All of it happens in one transaction of the target and sees one moment of the source. What was written
//! is read back and compared before it is kept.

mod column;
mod error;
mod rows;
mod source;
mod table;
mod tables;

use diesel::connection::SimpleConnection;

pub use self::error::CopyError;
pub use self::table::CopiedTable;
use self::tables::TABLES;
use crate::connection::SqlConnection;
use crate::connector::{Connector, Purpose};
use crate::error::SqlResult;
use crate::location::Location;
use crate::transaction::{Failed, Kind, transaction};
use crate::{SqlStore, StoreOptions};

impl SqlStore {
    /// Copies all rows from one database into another, which is migrated first and must be empty, and
    /// compares them one by one. Gives the tables with their numbers of rows. Either all is kept or
    /// nothing; whatever fails, the source is as it was.
    ///
    /// Nobody may write to the source meanwhile: `PostgreSQL` makes them wait, and on SQLite it is noticed.
    ///
    /// # Errors
    /// [`CopyError`], a sentence for the operator.
    pub fn copy(
        from: &str,
        to: &str,
        options: &StoreOptions,
    ) -> Result<Vec<CopiedTable>, CopyError> {
        let mut source = source::open(from, options)?;
        Self::migrate(to, options).map_err(CopyError::Target)?;
        let location = Location::parse(to).map_err(CopyError::Target)?;
        let mut target = Connector::new(&location, *options, Purpose::CopyTo)
            .first_connect()
            .map_err(CopyError::Target)?;
        let copied = transaction(&mut target, Kind::Write, |target| {
            // A server that runs on the target waits until the copy is there.
            lock_tables(target, "EXCLUSIVE").map_err(CopyError::of("into the target"))?;
            for table in TABLES {
                if table::has_rows(table, target)? {
                    return Err(CopyError::TargetNotEmpty(table.name));
                }
            }
            source::unchanging(&mut source, |source| {
                let each = TABLES.into_iter();
                each.map(|table| table::copy(table, source, target))
                    .collect()
            })
        });
        copied.map_err(not_kept)
    }
}

/// Keeps others from writing to a PostgreSQL database until the transaction ends. On SQLite a transaction
/// that writes does so by itself.
fn lock_tables(connection: &mut SqlConnection, mode: &str) -> SqlResult<()> {
    let names = TABLES.map(|table| table.name).join(", ");
    let lock: Option<&str> = match connection {
        SqlConnection::Sqlite(_) => None,
        // Whoever copies a database into itself would wait for himself.
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => Some("SET LOCAL lock_timeout = '5s'; LOCK TABLE"),
    };
    if let Some(lock) = lock {
        connection.batch_execute(&format!("{lock} {names} IN {mode} MODE"))?;
    }
    Ok(())
}

fn not_kept(failed: Failed<CopyError>) -> CopyError {
    match failed {
        Failed::RolledBack(error) => error,
        Failed::InDoubt(error) => CopyError::InDoubt(error.into()),
    }
}
