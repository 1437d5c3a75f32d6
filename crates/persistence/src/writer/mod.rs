//! The one connection that writes to an SQLite file.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use parking_lot::{FairMutex, FairMutexGuard};

use crate::connection::SqlConnection;
use crate::error::{SqlError, SqlResult};
use crate::open_error::OpenError;
use crate::pool::{Connector, is_stuck};
use crate::transaction::{Failed, Kind, begun, commit, savepoint};

/// Lets one write at a time, first come, first served. Several writers of one file would starve each other for seconds.
///
/// Flushing a commit to the disk takes longer than most writes. So the writes that have to wait share a commit (group
/// commit): the first begins a transaction and, once its work is done, lets those go that wait by then. They join the
/// transaction, each in a savepoint of its own; then the first commits for all, and only then is any of them answered.
pub(crate) struct Writer {
    connector: Connector,
    turn: FairMutex<Turn>,
    timeout: Duration,
    waiting: AtomicUsize,
}

/// What a write has while it is its turn.
struct Turn {
    connection: SqlConnection,
    /// While a transaction is open: the writes that joined it, to be told what became of it.
    joined: Option<Vec<Sender<Outcome>>>,
}

/// Of a commit.
type Outcome = Result<(), Arc<SqlError>>;

impl Writer {
    pub(crate) fn open(connector: Connector, timeout: Duration) -> Result<Self, OpenError> {
        let turn = Turn {
            connection: connector.first_connect()?,
            joined: None,
        };
        Ok(Self {
            connector,
            turn: FairMutex::new(turn),
            timeout,
            waiting: AtomicUsize::new(0),
        })
    }

    /// Does the work, all of it or nothing, with no other work in between. It is durable when this returns.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&mut SqlConnection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let locked = self.turn.try_lock_for(self.timeout);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let mut turn =
            locked.ok_or_else(|| SqlError::no_connection("too many writes are waiting"))?;
        if turn.joined.is_some() {
            return join(turn, work);
        }
        if is_stuck(&mut turn.connection) {
            turn.connection = self.connector.connect().map_err(SqlError::no_connection)?;
        }
        let done = begun(&mut turn.connection, Kind::Write, work)?;
        turn.joined = Some(Vec::new());
        // Comes back behind those that wait by now, and ahead of any that come later: so they are as many as there are
        // threads at most.
        FairMutexGuard::bump(&mut turn);
        settle(turn).map_err(SqlError::Commit)?;
        Ok(done)
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
        query(&mut self.turn.lock().connection)
    }
}

/// Does the work in the open transaction of another, and waits for its commit.
fn join<T>(
    mut turn: FairMutexGuard<'_, Turn>,
    work: impl FnOnce(&mut SqlConnection) -> SqlResult<T>,
) -> SqlResult<T> {
    let done = savepoint(&mut turn.connection, work);
    let (sender, outcome) = channel();
    turn.joined.get_or_insert_default().push(sender);
    drop(turn);
    // A failure waits as well: its cause may be what another of them did, which is a fact only when it is committed.
    outcome
        .recv()
        .map_err(SqlError::no_connection)?
        .map_err(SqlError::Commit)?;
    done
}

/// Commits the open transaction, gives the connection to the next write, and tells those that joined.
fn settle(mut turn: FairMutexGuard<'_, Turn>) -> Outcome {
    let joined = turn.joined.take();
    let committed = commit(&mut turn.connection).map_err(Failed::into_error);
    let outcome = committed.map_err(Arc::new);
    drop(turn);
    for sender in joined.into_iter().flatten() {
        // Each of them is waiting.
        let _ = sender.send(outcome.clone());
    }
    outcome
}
