use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

use super::sql_store::SqlStore;
use crate::connection::{Purpose, SqlConnection};
use crate::health::Health;
#[cfg(feature = "postgres")]
use crate::kept_session::Session;
use crate::location::Location;
use crate::migrations::{SchemaGap, migrate};
use crate::open_error::OpenError;
use crate::options::StoreOptions;
use crate::pool::{ConnectionPool, Connector};
use crate::sqlite;
use crate::sqlite_files::SameFiles;
use crate::writer::Writer;

impl SqlStore {
    /// Whether the URL can name a database that this binary speaks to. Nothing is touched.
    ///
    /// # Errors
    /// [`OpenError`], a sentence for the operator.
    pub fn check_url(url: &str) -> Result<(), OpenError> {
        Location::parse(url).map(drop)
    }

    /// Opens the database that the URL names (`sqlite://path`, `postgres://…`), and brings its schema up
    /// to date. An SQLite file that does not exist is made, readable by its owner only. Several
    /// processes may do this at once.
    ///
    /// # Errors
    /// [`OpenError`], a sentence for the operator.
    pub fn open(url: &str, options: &StoreOptions) -> Result<Self, OpenError> {
        let location = Location::parse(url)?;
        // Before the pool is built, which would hide the reason for a failure.
        bring_up_to_date(&location, *options)?;
        Self::build(location, options)
    }

    /// Opens a database that is there with a schema that this binary counts on. Nothing is made and nothing migrated.
    ///
    /// # Errors
    /// [`OpenError`], a sentence for the operator.
    pub fn open_existing(url: &str, options: &StoreOptions) -> Result<Self, OpenError> {
        let location = Location::parse(url)?;
        location.refuse_missing()?;
        #[cfg(feature = "postgres")]
        refuse_shared_sessions(&location, *options)?;
        let connector = Connector::new(&location, *options, Purpose::Read);
        let gap = SchemaGap::of(&mut connector.first_connect()?);
        let gap = gap.map_err(|error| location.unreadable(&error))?;
        let gap = gap.refuse_new(&location)?.refuse_newer(&location)?;
        if let Some(first) = gap.pending.into_iter().next() {
            return Err(OpenError::OutdatedSchema {
                location: location.to_string(),
                first,
            });
        }
        match &location {
            // A backup that was put in place is not set up for writers and readers at once yet.
            Location::Sqlite(path) => sqlite::prepare(path, options.busy_timeout)?,
            #[cfg(feature = "postgres")]
            Location::Postgres(_) => {}
        }
        Self::build(location, options)
    }

    /// Whether there is a database, or a server that may have it, at the place that the URL names. Nothing is touched.
    ///
    /// # Errors
    /// [`OpenError::Missing`], or what is wrong with the URL.
    pub fn check_exists(url: &str) -> Result<(), OpenError> {
        Location::parse(url)?.refuse_missing()
    }

    fn build(location: Location, options: &StoreOptions) -> Result<Self, OpenError> {
        let (reads, writer, files) = match &location {
            Location::Sqlite(path) => {
                let connector = Connector::new(&location, *options, Purpose::Write);
                let writer = Writer::open(connector, options.busy_timeout)?;
                let files = same_files(&writer, path)?;
                (Purpose::Read, Some(writer), Some(files))
            }
            #[cfg(feature = "postgres")]
            Location::Postgres(_) => (Purpose::Write, None, None),
        };
        let connector = Connector::new(&location, *options, reads);
        let pool = ConnectionPool::open(connector.clone(), &location, options)?;
        let short_reads = match &writer {
            Some(_) => Some(ConnectionPool::open(connector, &location, options)?),
            None => None,
        };
        Ok(Self {
            location,
            pool,
            short_reads,
            writer,
            files,
            watch: OnceLock::new(),
            options: *options,
            health: Health::default(),
            position_reads: AtomicU64::new(0),
        })
    }

    /// Brings the schema up to date and gives the names of the migrations that were run; none if it was.
    ///
    /// # Errors
    /// [`OpenError`], a sentence for the operator.
    pub fn migrate(url: &str, options: &StoreOptions) -> Result<Vec<String>, OpenError> {
        bring_up_to_date(&Location::parse(url)?, *options)
    }

    /// Names the migrations that were not run yet, and changes nothing: an SQLite file that does not
    /// exist is not made.
    ///
    /// # Errors
    /// [`OpenError`], a sentence for the operator.
    pub fn pending_migrations(url: &str, options: &StoreOptions) -> Result<Vec<String>, OpenError> {
        let location = Location::parse(url)?;
        let gap = match location.refuse_missing() {
            Err(OpenError::Missing(_)) => SchemaGap::of_nothing(),
            Err(error) => return Err(error),
            Ok(()) => {
                let connector = Connector::new(&location, *options, Purpose::Inspect);
                SchemaGap::of(&mut connector.first_connect()?)
            }
        };
        let gap = gap.map_err(|error| location.unreadable(&error))?;
        Ok(gap.refuse_newer(&location)?.pending)
    }
}

fn bring_up_to_date(location: &Location, options: StoreOptions) -> Result<Vec<String>, OpenError> {
    match location {
        Location::Sqlite(path) => sqlite::prepare(path, options.busy_timeout)?,
        #[cfg(feature = "postgres")]
        Location::Postgres(_) => refuse_shared_sessions(location, options)?,
    }
    let connector = Connector::new(location, options, Purpose::Migrate);
    migrate(&mut connector.first_connect()?, location)
}

/// The files that the writer has opened. It reads once, as SQLite maps the shared memory only then.
fn same_files(writer: &Writer, path: &str) -> Result<SameFiles, OpenError> {
    let read = |connection: &mut SqlConnection| SchemaGap::of(connection).map(drop);
    writer
        .read(read)
        .map_err(|error| Location::Sqlite(path.to_owned()).unreadable(&error))?;
    SameFiles::of(path).map_err(|cause| OpenError::NotWritable {
        file: path.to_owned(),
        cause,
    })
}

#[cfg(feature = "postgres")]
fn refuse_shared_sessions(location: &Location, options: StoreOptions) -> Result<(), OpenError> {
    if matches!(location, Location::Sqlite(_)) {
        return Ok(());
    }
    let connector = Connector::new(location, options, Purpose::Write);
    let mut sessions = (connector.first_connect()?, connector.first_connect()?);
    let (SqlConnection::Postgres(one), SqlConnection::Postgres(other)) =
        (&mut sessions.0, &mut sessions.1)
    else {
        return Ok(());
    };
    match Session::of(one, other) {
        Ok(Session::Kept) => Ok(()),
        Ok(Session::StatementsKept) => {
            log::warn!(
                "the database is behind a pooler that does not keep settings: give the role those that \
                 docs/poolers.md names, or set pool_mode = session"
            );
            Ok(())
        }
        Ok(Session::Shared) => Err(OpenError::SessionsShared(location.to_string())),
        Err(error) => Err(location.unreadable(&error)),
    }
}
