use std::time::Duration;

/// How a store treats its database.
///
/// Each of these bounds one wait, and a wait that is over becomes [`Unavailable`]. They do not bound a request,
/// which may wait for a connection and then for several statements: it is answered within 5 s because web
/// gives up after 4.5 s.
///
/// [`Unavailable`]: sendook_domain::ports::StoreError::Unavailable
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// The largest number of connections in the pool; 0 counts as 1. On SQLite they only read, and one
    /// more writes.
    pub pool_size: u32,
    /// How long a request waits for a connection of the pool.
    pub pool_timeout: Duration,
    /// How long a write waits for other writes to the SQLite file, of this process or of another.
    pub busy_timeout: Duration,
    /// How long PostgreSQL may take to accept a connection; rounded up to whole seconds, 2 s at least.
    pub connect_timeout: Duration,
    /// How long PostgreSQL works on one statement before it gives up. Migrations have no limit.
    pub statement_timeout: Duration,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            pool_size: 8,
            pool_timeout: Duration::from_secs(2),
            busy_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(2),
            statement_timeout: Duration::from_secs(3),
        }
    }
}
