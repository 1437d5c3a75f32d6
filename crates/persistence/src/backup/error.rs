use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::SqlError;
use crate::open_error::OpenError;

/// Why there is no backup: a sentence for the operator, without any password. It leaves out the source, which the caller
/// prints. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL has its own.
    #[error("This makes backups of SQLite databases only: for PostgreSQL, use pg_dump.")]
    Postgres,
    /// The database, or the copy that was made of it, cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is nothing of this service in the database.
    #[error(
        "The database {0} has none of this service's tables: name the one that the service uses."
    )]
    NoSchema(String),
    /// There is a file of that name.
    #[error("The file {} exists already, and is not overwritten: choose another name.", .0.display())]
    Exists(PathBuf),
    /// Another backup to the same file is under way, or was cut off before it could be removed.
    #[error(
        "{} is in the way: another backup to this file is running, or was cut off. Choose another name, or remove it.",
        .0.display()
    )]
    Unfinished(PathBuf),
    /// The operating system refuses.
    #[error("The backup {} cannot be written", file.display())]
    File {
        /// What was written.
        file: PathBuf,
        /// What the operating system says.
        #[source]
        cause: io::Error,
    },
    /// The copy failed half-way.
    #[error("The database could not be copied, and nothing was kept")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
    /// The copy was read back, and is not whole.
    #[error(
        "The copy is damaged, and was not kept: {0}. Is the database itself whole? See /health/ready."
    )]
    Damaged(String),
    /// The database was migrated meanwhile.
    #[error("The database was migrated while it was copied, and the copy was not kept: try again.")]
    OtherSchema,
    /// It was interrupted.
    #[error("The backup was interrupted, and nothing was kept.")]
    Discarded,
}

impl BackupError {
    pub(super) fn file(file: &Path, cause: io::Error) -> Self {
        Self::File {
            file: file.to_owned(),
            cause,
        }
    }

    pub(super) fn failed(error: SqlError) -> Self {
        Self::Failed(match error {
            SqlError::Query(error) => error.into(),
            error => error.into(),
        })
    }
}
