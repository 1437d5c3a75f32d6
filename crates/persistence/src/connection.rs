//! One connection type for both databases, so that each query is written once.

use diesel::SqliteConnection;
use diesel::connection::TransactionManager;

/// A connection to one of the two databases.
#[derive(diesel::MultiConnection)]
pub(crate) enum SqlConnection {
    Sqlite(SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
}

impl SqlConnection {
    /// Whether a transaction was left in a state that cannot be told: the connection must not be used
    /// again.
    pub(crate) fn is_stuck(&mut self) -> bool {
        <Self as TransactionManager<Self>>::is_broken_transaction_manager(self)
    }
}
