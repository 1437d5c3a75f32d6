use sendook_domain::ports::StoreError;

/// Why a store should get no requests now.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// The database does not answer.
    #[error("The database is not available.")]
    DatabaseUnavailable(#[source] StoreError),
    /// Migrations that this binary counts on have not been run.
    #[error("The schema of the database is outdated: {0} is missing.")]
    SchemaOutdated(String),
}

impl NotReady {
    /// The reason as a machine reads it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DatabaseUnavailable(_) => "database_unavailable",
            Self::SchemaOutdated(_) => "schema_outdated",
        }
    }
}
