//! Maintenance of the file, and what only the database knows about itself.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
#[cfg(feature = "postgres")]
use diesel::sql_types::BigInt;
use diesel::sql_types::{Integer, Text};
use sendook_domain::ports::{Clock, StoreError};

use super::sql_store::SqlStore;
use crate::connection::{Purpose, SqlConnection};
use crate::error::{SqlError, SqlResult};
use crate::location::Location;
use crate::pool::Connector;
#[cfg(feature = "postgres")]
use crate::primary::on_primary_sql;
#[cfg(feature = "postgres")]
use crate::rows::instant;

#[derive(QueryableByName)]
struct QuickCheck {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

impl SqlStore {
    /// Reads a whole SQLite file to see whether it is damaged (`PRAGMA quick_check`), and remembers the answer for
    /// [`ready`](Self::ready). Gives what is wrong first. That takes seconds for each GB, on a connection of its own, so that
    /// requests go on. PostgreSQL looks after itself.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the file cannot be read.
    pub fn check_integrity(&self) -> Result<Option<String>, StoreError> {
        if !self.is_local() {
            return Ok(None);
        }
        let mut connection = self.connection_besides(Purpose::Read)?;
        let checked = quick_check(&mut connection).or_else(|error| match error.damage() {
            Some(damage) => Ok(Some(damage)),
            None => Err(error),
        })?;
        self.health.set_damage(checked.clone());
        Ok(checked)
    }

    /// Empties the write-ahead log of an SQLite file if it is longer than `longest` bytes and no read is under
    /// way. Returns whether it did. SQLite itself writes over the log from its start, and never makes it shorter.
    pub fn shorten_log(&self, longest: u64) -> Result<bool, StoreError> {
        match &self.location {
            Location::Sqlite(path) => self.shorten_log_of(path, longest),
            #[cfg(feature = "postgres")]
            Location::Postgres(_) => Ok(false),
        }
    }

    fn shorten_log_of(&self, path: &str, longest: u64) -> Result<bool, StoreError> {
        let log = fs::canonicalize(path).map(|path| {
            let mut log = path.into_os_string();
            log.push("-wal");
            log
        });
        let length = log.and_then(fs::metadata).map_or(0, |log| log.len());
        if length <= longest {
            return Ok(false);
        }
        let mut connection = self.connection_besides(Purpose::Write)?;
        // Reads are not waited for: the next minute will do.
        connection
            .batch_execute("PRAGMA busy_timeout = 0")
            .map_err(SqlError::from)?;
        // Most of the work is done without a lock, so that writes wait for what is left of it only.
        checkpoint(&mut connection, "PASSIVE")?;
        Ok(checkpoint(&mut connection, "TRUNCATE")?)
    }

    /// How far a clock is ahead of the database's, behind it if negative; as far as it must be at least, so that a slow
    /// network looks like no difference. `None`: the database has the clock of this machine.
    pub fn clock_lead(&self, clock: &dyn Clock) -> Result<Option<TimeDelta>, StoreError> {
        if self.is_local() {
            return Ok(None);
        }
        Ok(self.pool.read(|connection| clock_lead(connection, clock))?)
    }

    /// A separate connection for what takes long, so that nothing else waits for it.
    fn connection_besides(&self, purpose: Purpose) -> SqlResult<SqlConnection> {
        let connector = Connector::new(&self.location, self.options, purpose);
        connector.connect().map_err(SqlError::no_connection)
    }
}

/// As [`SqlStore::clock_lead`] says.
pub(super) fn clock_lead(
    connection: &mut SqlConnection,
    clock: &dyn Clock,
) -> SqlResult<Option<TimeDelta>> {
    let before = clock.now();
    let there = database_clock(connection)?;
    let after = clock.now();
    Ok(there.map(|there| {
        let (ahead, behind) = (before - there, after - there);
        ahead.max(TimeDelta::zero()) + behind.min(TimeDelta::zero())
    }))
}

/// What is wrong first with an SQLite file, if anything.
pub(super) fn quick_check(connection: &mut SqlConnection) -> SqlResult<Option<String>> {
    let first: QuickCheck = diesel::sql_query("PRAGMA quick_check(1)").get_result(connection)?;
    Ok((first.quick_check != "ok").then_some(first.quick_check))
}

/// Returns whether no lock was in the way.
fn checkpoint(connection: &mut SqlConnection, mode: &str) -> SqlResult<bool> {
    let done = diesel::sql_query(format!("PRAGMA wal_checkpoint({mode})"));
    let done: Checkpoint = done.get_result(connection)?;
    Ok(done.busy == 0)
}

#[cfg(feature = "postgres")]
#[derive(QueryableByName)]
struct DatabaseClock {
    #[diesel(sql_type = BigInt)]
    micros: i64,
}

#[cfg_attr(
    not(feature = "postgres"),
    expect(
        clippy::unnecessary_wraps,
        reason = "a file has no clock that could fail to tell"
    )
)]
fn database_clock(connection: &mut SqlConnection) -> SqlResult<Option<DateTime<Utc>>> {
    #[cfg(feature = "postgres")]
    let condition = on_primary_sql(connection);
    match connection {
        SqlConnection::Sqlite(_) => Ok(None),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(server) => {
            let ask = format!(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros WHERE {condition}"
            );
            let now: DatabaseClock = diesel::sql_query(ask).get_result(server)?;
            Ok(Some(instant(now.micros)?))
        }
    }
}
