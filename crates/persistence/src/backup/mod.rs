//! A copy of an SQLite file in one consistent moment, made while servers write to it.

mod contents;
mod error;
mod files;

use std::fs;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;
use parking_lot::Mutex;

use self::contents::{integrity, tables, used_bytes};
pub use self::error::BackupError;
use self::files::Files;
use crate::connection::Purpose;
use crate::location::Location;
use crate::migrations::applied_versions;
use crate::options::StoreOptions;
use crate::pool::Connector;
use crate::sqlite::uri;

/// How far a backup has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupProgress {
    /// It is about to begin.
    Waits,
    /// The copy is written.
    Writes {
        /// How large it is by now.
        bytes: u64,
        /// How large it will be at most.
        most: u64,
    },
    /// The copy is read back.
    Checks,
}

/// A backup under way. Unless it is finished, nothing of it is left once it is dropped.
pub struct Backup {
    source: Location,
    options: StoreOptions,
    files: Files,
    progress: Mutex<BackupProgress>,
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
            progress: Mutex::new(BackupProgress::Waits),
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
        *self.progress.lock() = BackupProgress::Checks;
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

    /// How far [`Self::run`] has come.
    pub fn progress(&self) -> BackupProgress {
        let progress = *self.progress.lock();
        match progress {
            BackupProgress::Writes { most, .. } => {
                let file = fs::metadata(self.files.copy());
                let bytes = file.map_or(0, |file| file.len());
                BackupProgress::Writes { bytes, most }
            }
            waits_or_checks => waits_or_checks,
        }
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
        let most = used_bytes(&mut connection).map_err(BackupError::failed)?;
        *self.progress.lock() = BackupProgress::Writes { bytes: 0, most };
        let copy = self.files.copy().display().to_string();
        diesel::sql_query("VACUUM INTO ?")
            .bind::<Text, _>(uri(&copy))
            .execute(&mut connection)
            .map_err(|error| BackupError::failed(error.into()))?;
        Ok(versions)
    }
}
