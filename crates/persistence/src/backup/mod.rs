//! A copy of an SQLite file in one consistent moment, made while servers write to it.

mod error;
mod files;

use std::fs;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

pub use self::error::BackupError;
use self::files::Files;
use crate::connection::{Purpose, SqlConnection};
use crate::error::{SqlError, SqlResult};
use crate::location::Location;
use crate::migrations::applied_versions;
use crate::options::StoreOptions;
use crate::pool::Connector;
use crate::sqlite::uri;

/// A backup under way. Unless it is finished, nothing of it is left once it is dropped.
pub struct Backup {
    source: Location,
    options: StoreOptions,
    files: Files,
}

/// What a finished backup holds, as it was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedBackup {
    /// The size of the file.
    pub bytes: u64,
    /// The tables, and how many rows each has.
    pub tables: Vec<(String, u64)>,
}

impl Backup {
    /// Prepares a backup of the database at this URL: makes a folder beside the file, for its owner alone, in which the copy is
    /// written.
    ///
    /// # Errors
    /// [`BackupError::Postgres`], or there is no such database, or the name is taken.
    pub fn begin(url: &str, target: &Path, options: &StoreOptions) -> Result<Self, BackupError> {
        let source = Location::parse(url)?;
        #[cfg(feature = "postgres")]
        if let Location::Postgres(_) = source {
            return Err(BackupError::Postgres);
        }
        source.refuse_missing()?;
        Ok(Self {
            source,
            options: *options,
            files: Files::reserve(target)?,
        })
    }

    /// Copies (`VACUUM INTO`), reads all of the copy back, and gives it its name once it is on the disk. Writers of the
    /// database go on meanwhile.
    ///
    /// # Errors
    /// The database cannot be read, the copy cannot be written, or it is not whole; or [`Self::discard`] was called. Nothing is
    /// left of it then.
    pub fn run(&self) -> Result<FinishedBackup, BackupError> {
        // At once, and not when the last owner drops it: the program may end before that.
        self.finish().inspect_err(|_| self.discard())
    }

    fn finish(&self) -> Result<FinishedBackup, BackupError> {
        let versions = self.copy()?;
        let file = self.files.copy();
        let copy = Location::Sqlite(file.display().to_string());
        let connector = Connector::new(&copy, self.options, Purpose::Read);
        let mut connection = connector.first_connect()?;
        let damage = integrity(&mut connection).map_err(BackupError::failed)?;
        if let Some(damage) = damage {
            return Err(BackupError::Damaged(damage));
        }
        let copied = applied_versions(&mut connection).map_err(BackupError::failed)?;
        if copied != versions {
            return Err(BackupError::OtherSchema);
        }
        let tables = tables(&mut connection).map_err(BackupError::failed)?;
        drop(connection);
        let bytes = fs::metadata(file).map_err(|cause| BackupError::file(file, cause))?;
        self.files.keep()?;
        Ok(FinishedBackup {
            bytes: bytes.len(),
            tables,
        })
    }

    /// Removes what was written, unless the backup is finished, and makes [`Self::run`] fail where it still runs.
    pub fn discard(&self) {
        self.files.discard();
    }

    /// Gives the versions of the schema that was copied.
    fn copy(&self) -> Result<Vec<String>, BackupError> {
        // Nothing is written to the source, but SQLite takes `query_only` for the copy too.
        let connector = Connector::new(&self.source, self.options, Purpose::Write);
        let mut connection = connector.first_connect()?;
        let versions = applied_versions(&mut connection).map_err(BackupError::failed)?;
        if versions.is_empty() {
            return Err(BackupError::NoSchema(self.source.to_string()));
        }
        let copy = self.files.copy().display().to_string();
        diesel::sql_query("VACUUM INTO ?")
            .bind::<Text, _>(uri(&copy))
            .execute(&mut connection)
            .map_err(|error| BackupError::failed(error.into()))?;
        Ok(versions)
    }
}

#[derive(QueryableByName)]
struct IntegrityCheck {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// What is wrong first with the file that was just written, if anything.
fn integrity(connection: &mut SqlConnection) -> SqlResult<Option<String>> {
    let check = diesel::sql_query("PRAGMA integrity_check(1)");
    let first: IntegrityCheck = check.get_result(connection)?;
    Ok((first.integrity_check != "ok").then_some(first.integrity_check))
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn tables(connection: &mut SqlConnection) -> SqlResult<Vec<(String, u64)>> {
    let names = "SELECT name FROM sqlite_schema \
                 WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let names: Vec<Name> = diesel::sql_query(names).load(connection)?;
    let count = |Name { name }| {
        let ask = format!("SELECT count(*) AS rows FROM \"{name}\"");
        let counted: Rows = diesel::sql_query(ask).get_result(connection)?;
        Ok::<_, SqlError>((name, u64::try_from(counted.rows).unwrap_or_default()))
    };
    names.into_iter().map(count).collect()
}
