//! How busy a store is, for metrics.

/// How busy a store is at a moment.
#[derive(Debug, Clone)]
pub struct StoreLoad {
    /// Its pools of connections: one, and on SQLite a second one for short reads.
    pub pools: Vec<PoolLoad>,
    /// How many writes wait for the one connection that writes; `None` on PostgreSQL, where all of them do.
    pub writes_waiting: Option<usize>,
    /// How often a proof of freshness took a statement since the store was opened: on PostgreSQL each does, on SQLite those
    /// after a commit.
    pub position_reads: u64,
}

/// How many connections a pool has at a moment.
#[derive(Debug, Clone, Copy)]
pub struct PoolLoad {
    /// What tells the pools of a store apart.
    pub name: &'static str,
    /// How many there may be.
    pub most: u32,
    /// How many there are.
    pub open: u32,
    /// How many of them are not in use.
    pub idle: u32,
    /// How often none was free, or could be made, in time, since the store was opened.
    pub timeouts: u64,
}
