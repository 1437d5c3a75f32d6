//! One connection type for both databases, so that each query is written once, and what connections are made for.

use diesel::SqliteConnection;

/// A connection to one of the two databases.
#[derive(diesel::MultiConnection)]
pub(crate) enum SqlConnection {
    Sqlite(SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To read from; from SQLite nothing else.
    Read,
    /// To read from and to write to.
    Write,
    /// To change the schema.
    Migrate,
    /// To look at, and to leave every file as it is.
    Inspect,
    /// To read everything from, however long it takes; the database stays as it is.
    CopyFrom,
    /// To write everything to, however long it takes.
    CopyTo,
}
