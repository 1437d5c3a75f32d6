/// How many rows go into a statement, which has a parameter for each column of each: SQLite takes 32,766 of them, and no
/// table has more than 32 columns.
pub(super) const ROWS_AT_ONCE: usize = 1000;

/// Keeps a slice of rows in a table with few statements. A macro, as diesel has no bound for what both databases can do.
macro_rules! insert_all {
    ($connection:expr, $table:expr, $rows:expr) => {
        for some in $rows.chunks($crate::store::insert_all::ROWS_AT_ONCE) {
            let insert = diesel::insert_into($table).values(some);
            match $connection {
                $crate::connection::SqlConnection::Sqlite(connection) => {
                    insert.execute(connection)?
                }
                #[cfg(feature = "postgres")]
                $crate::connection::SqlConnection::Postgres(connection) => {
                    insert.execute(connection)?
                }
            };
        }
    };
}

pub(super) use insert_all;
