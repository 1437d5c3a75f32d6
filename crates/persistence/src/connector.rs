//! Makes connections, as the pool asks for them.

use diesel::connection::SimpleConnection;
use r2d2::ManageConnection;

use crate::connection::{Purpose, SqlConnection};
use crate::location::Location;
use crate::open_error::OpenError;
use crate::options::StoreOptions;
#[cfg(feature = "postgres")]
use crate::postgres;
use crate::sqlite;

/// Knows where the database is and how to reach it.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    location: Location,
    options: StoreOptions,
    purpose: Purpose,
}

/// A connection that remembers whether it broke.
pub(crate) struct Pooled {
    pub(crate) sql: SqlConnection,
    /// Set once its database did not answer. The pool must not give it out again.
    pub(crate) broken: bool,
}

/// Why a connection could not be made, without any password.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConnectFailed(pub(crate) String);

impl Connector {
    pub(crate) fn new(location: &Location, options: StoreOptions, purpose: Purpose) -> Self {
        Self {
            location: location.clone(),
            options,
            purpose,
        }
    }

    /// Makes a connection.
    pub(crate) fn connect(&self) -> Result<SqlConnection, ConnectFailed> {
        match &self.location {
            Location::Sqlite(path) => {
                sqlite::connect(path, self.options.busy_timeout, self.purpose)
                    .map(SqlConnection::Sqlite)
                    .map_err(ConnectFailed)
            }
            #[cfg(feature = "postgres")]
            Location::Postgres(url) => postgres::connect(url, &self.options, self.purpose)
                .map(SqlConnection::Postgres)
                .map_err(ConnectFailed),
        }
    }

    /// Makes a connection at start, where the operator sees a failure.
    pub(crate) fn first_connect(&self) -> Result<SqlConnection, OpenError> {
        self.connect()
            .map_err(|ConnectFailed(cause)| match &self.location {
                Location::Sqlite(path) => sqlite::unusable(path, &cause),
                #[cfg(feature = "postgres")]
                Location::Postgres(url) => OpenError::Unreachable {
                    location: url.to_string(),
                    cause,
                },
            })
    }
}

impl ManageConnection for Connector {
    type Connection = Pooled;
    type Error = ConnectFailed;

    fn connect(&self) -> Result<Pooled, ConnectFailed> {
        let sql = Self::connect(self)?;
        Ok(Pooled { sql, broken: false })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), ConnectFailed> {
        pooled
            .sql
            .batch_execute("SELECT 1")
            .map_err(|error| ConnectFailed(error.to_string()))
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.broken || pooled.sql.is_stuck()
    }
}
