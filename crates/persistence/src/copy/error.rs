use std::error::Error;

use crate::error::SqlError;
use crate::open_error::OpenError;
use crate::transaction::Failed;

/// Why a database was not copied: a sentence for the operator, without any password. Nothing was kept,
/// unless it says otherwise. It leaves out the source, which the caller prints.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The database to copy from cannot be opened.
    #[error("The source")]
    Source(#[source] OpenError),
    /// The database to copy to cannot be opened.
    #[error("The target")]
    Target(#[source] OpenError),
    /// The database to copy from lacks migrations.
    #[error("The source lacks the migration {0}: run \"sendook migrate\" on it first.")]
    SourceOutdated(String),
    /// The target is not empty.
    #[error("The target is not empty: its table {0} has rows. Name an empty database.")]
    TargetNotEmpty(&'static str),
    /// A table has other columns there than here, though the migrations are the same.
    #[error("The table {0} does not have the same columns in both databases: nothing was kept.")]
    OtherColumns(&'static str),
    /// What was read back is not what was written.
    #[error("The copy of {table} differs from its source behind row {same}: nothing was kept.")]
    Different {
        /// The table.
        table: &'static str,
        /// How many rows, in the order of the primary key, are the same.
        same: u64,
    },
    /// The source was written to meanwhile.
    #[error(
        "The source was written to during the copy, so nothing was kept: stop its servers first."
    )]
    SourceChanged,
    /// The one who watched gave it up.
    #[error("The copy was interrupted, and nothing was kept.")]
    GivenUp,
    /// A statement failed.
    #[error("Copying {what} failed, and nothing was kept")]
    Failed {
        /// What was under way.
        what: &'static str,
        /// What the database says.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The connection broke at the very end.
    #[error("The connection broke while the copy was committed: look whether the target holds it")]
    InDoubt(#[source] Box<dyn Error + Send + Sync>),
}

impl CopyError {
    /// For `map_err`: a statement failed while this table was copied.
    pub(super) fn of(what: &'static str) -> impl Fn(SqlError) -> Self {
        move |error| {
            let cause = match error {
                SqlError::Query(error) => error.into(),
                error => error.into(),
            };
            Self::Failed { what, cause }
        }
    }
}

impl From<SqlError> for CopyError {
    fn from(error: SqlError) -> Self {
        Self::of("everything")(error)
    }
}

impl From<Failed<CopyError>> for CopyError {
    fn from(failed: Failed<Self>) -> Self {
        match failed {
            Failed::RolledBack(error) => error,
            Failed::InDoubt(error) => Self::InDoubt(error.into()),
        }
    }
}
