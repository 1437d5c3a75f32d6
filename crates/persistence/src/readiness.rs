use sendook_domain::ports::{StoreError, Untrusted};

use crate::error::Refusal;

/// Why a store should get no requests now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotReady {
    /// The database does not answer.
    #[error("The database is not available.")]
    DatabaseUnavailable(#[source] StoreError),
    /// It answers, but its answers must not be relied on.
    #[error(transparent)]
    Untrusted(Untrusted),
    /// Migrations that this binary counts on have not been run.
    #[error("The schema of the database is outdated: {0} is missing.")]
    SchemaOutdated(String),
    /// The file is damaged. What is wrong with it is for the log: it names tables, and may name values.
    #[error("The database file is damaged: restore a backup.")]
    DatabaseDamaged,
    /// There is no room for a write.
    #[error("The disk of the database is full: nothing can be written.")]
    DatabaseFull,
    /// The database, or its disk, may not be written to.
    #[error("The database is read-only: nothing can be written.")]
    DatabaseReadOnly,
}

impl NotReady {
    /// What a failed question to the database means.
    pub(crate) fn of(error: StoreError) -> Self {
        match error {
            StoreError::Untrusted(why) => Self::Untrusted(why),
            error => Self::DatabaseUnavailable(error),
        }
    }

    /// The reason as a machine reads it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DatabaseUnavailable(_) => "database_unavailable",
            Self::Untrusted(why) => why.code(),
            Self::SchemaOutdated(_) => "schema_outdated",
            Self::DatabaseDamaged => "database_damaged",
            Self::DatabaseFull => "database_full",
            Self::DatabaseReadOnly => "database_read_only",
        }
    }
}

impl From<Refusal> for NotReady {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Full => Self::DatabaseFull,
            Refusal::ReadOnly => Self::DatabaseReadOnly,
        }
    }
}
