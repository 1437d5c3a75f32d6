//! Makes connections, shares them, and tries again what may be tried again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{SimpleConnection, TransactionManager};
use log::Level;
use r2d2::{HandleError, ManageConnection, Pool, PooledConnection};

use crate::alarm::Alarm;
use crate::connection::{Purpose, SqlConnection};
use crate::error::{Fault, SqlError, SqlResult};
use crate::load::PoolLoad;
use crate::location::Location;
use crate::open_error::OpenError;
use crate::options::StoreOptions;
#[cfg(feature = "postgres")]
use crate::postgres;
use crate::sqlite;
use crate::transaction::{Failed, Kind, transaction};

/// How often a transaction that lost against another is done again.
const MAX_CONTENDED: u32 = 4;

/// Nothing is retried after this long, so that the caller gets an answer.
const RETRY_WINDOW: Duration = Duration::from_secs(2);

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
            .map_err(|ConnectFailed(cause)| self.location.unusable(&cause))
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
        pooled.broken || is_stuck(&mut pooled.sql)
    }
}

/// Whether a transaction was left in an unknown state: the connection must not be used again.
pub(crate) fn is_stuck(connection: &mut SqlConnection) -> bool {
    <SqlConnection as TransactionManager<SqlConnection>>::is_broken_transaction_manager(connection)
}

/// Connections that are shared by all threads.
pub(crate) struct ConnectionPool {
    pool: Pool<Connector>,
    alarm: Alarm,
    timeouts: AtomicU64,
}

impl ConnectionPool {
    /// Opens a pool. The database must have been reached before: the pool tries again and again, in
    /// silence.
    pub(crate) fn open(
        connector: Connector,
        location: &Location,
        options: &StoreOptions,
    ) -> Result<Self, OpenError> {
        let mut pool = Pool::builder()
            .max_size(options.pool_size.max(1))
            .min_idle(Some(1))
            // The test would cost a third of a look-up. Instead, what fails on a broken connection is
            // done again on another.
            .test_on_check_out(false)
            .connection_timeout(options.pool_timeout)
            .error_handler(Box::new(WarnInLog));
        if matches!(location, Location::Sqlite(_)) {
            // A file does not go away, and an old connection to it is as good as a new one.
            pool = pool.max_lifetime(None).idle_timeout(None);
        }
        let pool = pool.build(connector);
        let opened = pool.map(|pool| Self {
            pool,
            alarm: Alarm::default(),
            timeouts: AtomicU64::new(0),
        });
        opened.map_err(|error| OpenError::Unreachable {
            location: location.to_string(),
            cause: error.to_string(),
        })
    }

    /// Reads.
    pub(crate) fn read<T>(
        &self,
        query: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.repeat(|connection| query(connection).map_err(Failed::RolledBack))
    }

    /// Reads with several statements that see the same moment.
    pub(crate) fn read_snapshot<T>(
        &self,
        query: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.repeat(|connection| transaction(connection, Kind::Snapshot, &query))
    }

    /// Does the work in one transaction, from the start again if that cannot do it twice.
    pub(crate) fn write<T>(
        &self,
        work: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        self.repeat(|connection| transaction(connection, Kind::Write, &work))
    }

    fn repeat<T>(&self, attempt: impl Fn(&mut SqlConnection) -> Result<T, Failed>) -> SqlResult<T> {
        let start = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut pooled = self.connection()?;
            let failed = match attempt(&mut pooled.sql) {
                Ok(done) => return Ok(done),
                Err(failed) => failed,
            };
            let most = match &failed {
                Failed::RolledBack(error) => match error.fault() {
                    // When the database restarts, or another server becomes the primary, every connection breaks and is
                    // replaced.
                    Fault::Broken | Fault::Standby | Fault::MixedUp => self.pool.max_size() + 1,
                    Fault::Contended | Fault::Dangling => MAX_CONTENDED,
                    Fault::Taken(_) | Fault::Unavailable | Fault::Defect => 0,
                },
                Failed::InDoubt(_) => 0,
            };
            let error = failed.into_error();
            pooled.broken |= error.ends_connection();
            self.report(error.fault());
            if attempts >= most || start.elapsed() > RETRY_WINDOW {
                return Err(error);
            }
        }
    }

    /// Logs what is wrong with the set-up rather than with one request.
    fn report(&self, fault: Fault) {
        match fault {
            Fault::Standby => self.alarm.raise(
                Level::Error,
                format_args!("the database is a standby: no request is let in until the primary is reached"),
            ),
            Fault::MixedUp => self.alarm.raise(
                Level::Warn,
                format_args!(
                    "statements of one session were given to another: is there a pooler such as PgBouncer with \
                     pool_mode = transaction? docs/poolers.md says what to set"
                ),
            ),
            _ => {}
        }
    }

    fn connection(&self) -> SqlResult<PooledConnection<Connector>> {
        self.pool.get().map_err(|error| {
            self.timeouts.fetch_add(1, Ordering::Relaxed);
            SqlError::no_connection(error)
        })
    }

    pub(crate) fn load(&self, name: &'static str) -> PoolLoad {
        let state = self.pool.state();
        PoolLoad {
            name,
            most: self.pool.max_size(),
            open: state.connections,
            idle: state.idle_connections,
            timeouts: self.timeouts.load(Ordering::Relaxed),
        }
    }
}

/// Logs that the pool cannot fill up.
#[derive(Debug)]
struct WarnInLog;

impl HandleError<ConnectFailed> for WarnInLog {
    fn handle_error(&self, error: ConnectFailed) {
        log::warn!("the database takes no connection: {error}");
    }
}
