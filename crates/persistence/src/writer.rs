//! The one connection that writes to an SQLite file.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::FairMutex;

use crate::connection::SqlConnection;
use crate::error::{SqlError, SqlResult};
use crate::open_error::OpenError;
use crate::pool::{Connector, is_stuck};
use crate::transaction::{Failed, Kind, transaction};

/// Lets one transaction write at a time, first come, first served. Several writers of one file would starve each other
/// for seconds.
pub(crate) struct Writer {
    connector: Connector,
    connection: FairMutex<SqlConnection>,
    timeout: Duration,
    waiting: AtomicUsize,
}

impl Writer {
    pub(crate) fn open(connector: Connector, timeout: Duration) -> Result<Self, OpenError> {
        Ok(Self {
            connection: FairMutex::new(connector.first_connect()?),
            connector,
            timeout,
            waiting: AtomicUsize::new(0),
        })
    }

    /// Does the work in one transaction that no other interleaves with.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&mut SqlConnection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let locked = self.connection.try_lock_for(self.timeout);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let mut connection =
            locked.ok_or_else(|| SqlError::no_connection("too many writes are waiting"))?;
        if is_stuck(&mut connection) {
            *connection = self.connector.connect().map_err(SqlError::no_connection)?;
        }
        transaction(&mut connection, Kind::Write, work).map_err(Failed::into_error)
    }

    /// How many writes wait for their turn at this moment.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Reads as the writer sees it.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&mut SqlConnection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        query(&mut self.connection.lock())
    }
}
