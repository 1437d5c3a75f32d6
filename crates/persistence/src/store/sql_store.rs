use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use sendook_domain::ports::{Pagination, StoreError};

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::health::Health;
use crate::load::StoreLoad;
use crate::location::Location;
use crate::migrations::SchemaGap;
use crate::options::StoreOptions;
use crate::pool::ConnectionPool;
use crate::primary::on_primary;
use crate::readiness::NotReady;
use crate::room;
use crate::schema::invalidation_head;
use crate::sqlite_files::{CommitWatch, SameFiles};
use crate::writer::Writer;

/// Greater than any id, so that a list begins after it: `~` comes after every character that an id may have.
pub(super) const AFTER_ALL_IDS: &str = "~";

/// Keeps everything in one SQL database.
pub struct SqlStore {
    pub(super) location: Location,
    pub(super) pool: ConnectionPool,
    /// On SQLite, where short reads run on the threads that answer requests: those must not wait for a connection
    /// while lists are read with all the others.
    pub(super) short_reads: Option<ConnectionPool>,
    /// On SQLite, where all writes go through one connection.
    pub(super) writer: Option<Writer>,
    /// On SQLite, where the file under the path can be replaced.
    pub(super) files: Option<SameFiles>,
    /// On SQLite, where a commit shows without a statement.
    pub(super) watch: OnceLock<Option<CommitWatch>>,
    pub(super) options: StoreOptions,
    pub(super) health: Health,
    /// How often the position was read by a statement.
    pub(super) position_reads: AtomicU64,
}

impl SqlStore {
    /// Where the database is, for people; without any password.
    pub fn location(&self) -> String {
        self.location.to_string()
    }

    /// Whether the database lies on this machine and reads take microseconds: then they may run where
    /// the caller is, rather than on a thread that may block.
    pub fn is_local(&self) -> bool {
        matches!(self.location, Location::Sqlite(_))
    }

    /// Whether the store can answer requests: the database answers, is not known to be damaged, and its schema has all
    /// that this binary counts on. A newer schema is fine: servers are upgraded one after the other. After a write for which
    /// there was no room or no permission, another one has to succeed.
    ///
    /// # Errors
    /// [`NotReady`] says what is missing.
    pub fn ready(&self) -> Result<(), NotReady> {
        if let Some(files) = &self.files {
            files.check_now().map_err(NotReady::of)?;
        }
        let gap = self.noting_damage(self.pool.read(SchemaGap::of));
        if self.health.damage().is_some() {
            return Err(NotReady::DatabaseDamaged);
        }
        let gap = gap.map_err(|error| NotReady::of(error.into()))?;
        if let Some(first) = gap.pending.first() {
            return Err(NotReady::SchemaOutdated(first.clone()));
        }
        if self.health.refusal().is_none() {
            return Ok(());
        }
        if let Location::Sqlite(path) = &self.location
            && let Some(refusal) = room::refusal_beside(path)
        {
            return Err(refusal.into());
        }
        let probed = self.write(probe);
        match (self.health.refusal(), probed) {
            (Some(refusal), _) => Err(refusal.into()),
            (None, Err(error)) => Err(NotReady::of(error)),
            (None, Ok(())) => Ok(()),
        }
    }

    /// Whether an acknowledged write survives a power failure. SQLite is always set up for it; PostgreSQL may run with
    /// `fsync = off`, of which the operator should be warned.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the database does not answer.
    pub fn is_durable(&self) -> Result<bool, StoreError> {
        Ok(match &self.writer {
            Some(writer) => writer.read(is_durable)?,
            None => self.pool.read(is_durable)?,
        })
    }

    /// How busy the store is. Asks nothing of the database.
    pub fn load(&self) -> StoreLoad {
        let short_reads = self.short_reads.as_ref();
        let short_reads = short_reads.map(|pool| pool.load("short_reads"));
        StoreLoad {
            pools: [self.pool.load("main")]
                .into_iter()
                .chain(short_reads)
                .collect(),
            writes_waiting: self.writer.as_ref().map(Writer::waiting),
            position_reads: self.position_reads.load(Ordering::Relaxed),
        }
    }

    pub(super) fn check_files(&self) -> Result<(), StoreError> {
        self.files.as_ref().map_or(Ok(()), SameFiles::check)
    }

    fn short_reads(&self) -> &ConnectionPool {
        self.short_reads.as_ref().unwrap_or(&self.pool)
    }

    fn noting_damage<T>(&self, read: SqlResult<T>) -> SqlResult<T> {
        read.inspect_err(|error| self.health.note_failed_read(error))
    }

    /// Reads a row or a few, which takes microseconds on SQLite.
    pub(super) fn read<T>(
        &self,
        query: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> Result<T, StoreError> {
        self.check_files()?;
        Ok(self.noting_damage(self.short_reads().read(query))?)
    }

    /// Reads a list of rows.
    pub(super) fn read_list<T>(
        &self,
        query: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> Result<T, StoreError> {
        self.check_files()?;
        Ok(self.noting_damage(self.pool.read(query))?)
    }

    /// Reads a page of a list: a short one takes no longer than a few rows.
    pub(super) fn read_page<I, T>(
        &self,
        page: &Pagination<I>,
        query: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> Result<T, StoreError> {
        if page.is_short() {
            self.read(query)
        } else {
            self.read_list(query)
        }
    }

    /// Reads with several statements that see the same moment.
    pub(super) fn read_snapshot<T>(
        &self,
        query: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> Result<T, StoreError> {
        self.check_files()?;
        Ok(self.noting_damage(self.pool.read_snapshot(query))?)
    }

    /// Does the work in one transaction: all of it or nothing, and durable when this returns. It may be
    /// done more than once until it goes through.
    pub(super) fn write<T>(
        &self,
        work: impl Fn(&mut SqlConnection) -> SqlResult<T>,
    ) -> Result<T, StoreError> {
        self.check_files()?;
        let done = match &self.writer {
            Some(writer) => writer.write(work),
            None => self.pool.write(work),
        };
        self.health.note_write(&done);
        Ok(done?)
    }
}

/// Whether what this connection writes survives a power failure.
pub(super) fn is_durable(connection: &mut SqlConnection) -> SqlResult<bool> {
    let setting = match connection {
        SqlConnection::Sqlite(_) => {
            "(SELECT synchronous >= 2 FROM pragma_synchronous) \
             AND (SELECT journal_mode = 'wal' FROM pragma_journal_mode)"
        }
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => {
            "current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'"
        }
    };
    Ok(diesel::select(sql::<Bool>(setting))
        .filter(on_primary())
        .get_result(connection)?)
}

/// A write that changes nothing, and yet has to be kept.
fn probe(connection: &mut SqlConnection) -> SqlResult<()> {
    let same = invalidation_head::mark.eq(invalidation_head::mark);
    diesel::update(invalidation_head::table)
        .set(same)
        .execute(connection)?;
    Ok(())
}
