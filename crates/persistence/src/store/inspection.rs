use std::io::ErrorKind;
use std::path::PathBuf;

use chrono::TimeDelta;
use sendook_domain::entities::{Factor, StoredFactor};
use sendook_domain::ports::{Clock, StoreError};
use sendook_domain::values::Id;

use super::factors::sealed;
use super::sql_store::is_durable;
use super::upkeep::{clock_lead, quick_check};
use crate::connection::{Purpose, SqlConnection};
use crate::location::Location;
use crate::migrations::SchemaGap;
use crate::open_error::OpenError;
use crate::options::StoreOptions;
use crate::pool::Connector;
use crate::sqlite;

/// A look at a database over one connection, which changes nothing in it.
pub struct Inspection {
    location: Location,
    connection: SqlConnection,
}

impl Inspection {
    /// The SQLite database that a URL names; `None`: another database, no valid URL, or a file that is no database. One that
    /// may not be read is taken for a database. Nothing is touched.
    pub fn file(url: &str) -> Option<PathBuf> {
        let path = Self::path(url)?;
        let may_be = sqlite::is_database(&path)
            .unwrap_or_else(|error| error.kind() == ErrorKind::PermissionDenied);
        may_be.then_some(path)
    }

    /// The path of the SQLite file that a URL names, whatever is there. The file is not opened: to close it again would take the
    /// locks of all connections that this process has to it (POSIX, `fcntl`), and another process would remove what they share.
    pub fn path(url: &str) -> Option<PathBuf> {
        match Location::parse(url).ok()? {
            Location::Sqlite(path) => Some(path.into()),
            #[cfg(feature = "postgres")]
            Location::Postgres(_) => None,
        }
    }

    /// Reaches the database that the URL names. An SQLite file that is not there is not made.
    ///
    /// # Errors
    /// [`OpenError`], a sentence for the operator.
    pub fn open(url: &str, options: &StoreOptions) -> Result<Self, OpenError> {
        let location = Location::parse(url)?;
        location.refuse_missing()?;
        // SQLite itself does not look before the first statement.
        if let Location::Sqlite(path) = &location
            && matches!(sqlite::is_database(path), Ok(false))
        {
            return Err(OpenError::NotADatabase(path.clone()));
        }
        let connector = Connector::new(&location, *options, Purpose::Inspect);
        Ok(Self {
            connection: connector.first_connect()?,
            location,
        })
    }

    /// Where the database is, for people; without any password.
    pub fn location(&self) -> String {
        self.location.to_string()
    }

    /// Whether the schema is the one that this binary makes.
    ///
    /// # Errors
    /// There is none, it is older or newer, or it cannot be read.
    pub fn check_schema(&mut self) -> Result<(), OpenError> {
        let gap = SchemaGap::of(&mut self.connection);
        let gap = gap.map_err(|error| self.location.unreadable(&error))?;
        let gap = gap
            .refuse_new(&self.location)?
            .refuse_newer(&self.location)?;
        match gap.pending.into_iter().next() {
            None => Ok(()),
            Some(first) => Err(OpenError::OutdatedSchema {
                location: self.location.to_string(),
                first,
            }),
        }
    }

    /// Reads a whole SQLite file, and gives what is wrong with it first, if anything; of PostgreSQL nothing.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn damage(&mut self) -> Result<Option<String>, StoreError> {
        if !matches!(self.location, Location::Sqlite(_)) {
            return Ok(None);
        }
        let checked = quick_check(&mut self.connection);
        Ok(checked.or_else(|error| match error.damage() {
            Some(damage) => Ok(Some(damage)),
            None => Err(error),
        })?)
    }

    /// How far a clock is ahead of the database's, as [`SqlStore::clock_lead`](super::SqlStore::clock_lead) says.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn clock_lead(&mut self, clock: &dyn Clock) -> Result<Option<TimeDelta>, StoreError> {
        Ok(clock_lead(&mut self.connection, clock)?)
    }

    /// As [`Factors::sealed_factors`](sendook_domain::ports::Factors::sealed_factors).
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn sealed_factors(
        &mut self,
        after: Option<&Id<Factor>>,
        limit: u32,
    ) -> Result<Vec<StoredFactor>, StoreError> {
        Ok(sealed::list(&mut self.connection, after, limit)?)
    }

    /// Whether an acknowledged write survives a power failure: of SQLite always, as each connection that writes sees to it.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn is_durable(&mut self) -> Result<bool, StoreError> {
        if matches!(self.location, Location::Sqlite(_)) {
            return Ok(true);
        }
        Ok(is_durable(&mut self.connection)?)
    }
}
