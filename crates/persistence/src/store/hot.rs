//! Statements of frequent requests. Through the enum of both connections, diesel builds the text of a statement each time; on
//! one of them it finds the prepared statement by the type of the query.

/// Loads the rows of a query, by the connection that is behind the enum.
macro_rules! load {
    ($query:expr, $connection:expr) => {
        match $connection {
            SqlConnection::Sqlite(connection) => $query.load(connection),
            #[cfg(feature = "postgres")]
            SqlConnection::Postgres(connection) => $query.load(connection),
        }
    };
}

pub(super) use load;
