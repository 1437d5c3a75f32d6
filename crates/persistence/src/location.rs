use std::fmt;

use crate::error::SqlError;
use crate::open_error::OpenError;
#[cfg(feature = "postgres")]
use crate::postgres_url::PostgresUrl;
use crate::sqlite;

/// Which database a URL names. Shown without any password.
#[derive(Debug, Clone)]
pub(crate) enum Location {
    /// The path of an SQLite file.
    Sqlite(String),
    #[cfg(feature = "postgres")]
    Postgres(PostgresUrl),
}

impl Location {
    /// Reads a database URL. Nothing is touched yet.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return sqlite_file(path).map(Self::Sqlite);
        }
        if url.starts_with("sqlite:") && url.contains(":memory:") {
            return Err(OpenError::InMemory);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            #[cfg(feature = "postgres")]
            return PostgresUrl::parse(url).map(Self::Postgres);
            #[cfg(not(feature = "postgres"))]
            return Err(OpenError::PostgresMissing);
        }
        Err(OpenError::UnknownScheme)
    }

    /// Refuses an SQLite file that is not there, or empty, which would become a database, and a folder.
    pub(crate) fn refuse_missing(&self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite(path) => sqlite::refuse_missing(path),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Ok(()),
        }
    }

    /// What an operator is to know about a database that could be opened, and not read.
    pub(crate) fn unreadable(&self, error: &SqlError) -> OpenError {
        let cause = std::error::Error::source(error).map_or(error.to_string(), ToString::to_string);
        self.unusable(&cause)
    }

    /// What an operator is to know about a database that gave `cause` for a failure.
    pub(crate) fn unusable(&self, cause: &str) -> OpenError {
        match self {
            Self::Sqlite(path) => sqlite::unusable(path, cause),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => OpenError::Unreachable {
                location: url.to_string(),
                cause: cause.to_owned(),
            },
        }
    }
}

fn sqlite_file(path: &str) -> Result<String, OpenError> {
    if path.contains(":memory:") {
        return Err(OpenError::InMemory);
    }
    if path.contains('?') {
        return Err(OpenError::SqliteSettings);
    }
    if path.is_empty() || path.ends_with('/') {
        return Err(OpenError::NoFile);
    }
    Ok(path.to_owned())
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite file {path}"),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => write!(f, "PostgreSQL at {url}"),
        }
    }
}
