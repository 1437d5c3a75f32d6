//! Moves everything from one database to another, of either kind.
//!
//! All of it happens in one transaction of the target and sees one moment of the source. What was written
//! is read back and compared before it is kept.

mod column;
mod error;
mod progress;
mod rows;
mod source;
mod table;
mod tables;

pub use self::error::CopyError;
use self::progress::Steps;
pub use self::progress::{CopyProgress, WatchCopy};
pub use self::table::CopiedTable;
use self::tables::{TABLES, lock_tables};
use crate::connection::Purpose;
use crate::location::Location;
use crate::options::StoreOptions;
use crate::pool::Connector;
use crate::store::SqlStore;
use crate::transaction::{Kind, transaction};

impl SqlStore {
    /// Copies all rows from one database into another, which is migrated first and must be empty, and
    /// compares them one by one. Gives the tables with their numbers of rows. Either all is kept or
    /// nothing; whatever fails, the source is as it was.
    ///
    /// `watch` is told how far it has come, and can give it up until the target commits.
    ///
    /// The source must not be written to meanwhile: `PostgreSQL` makes writers wait, and on SQLite it is noticed.
    ///
    /// # Errors
    /// [`CopyError`], a sentence for the operator.
    pub fn copy(
        from: &str,
        to: &str,
        options: &StoreOptions,
        watch: &mut WatchCopy<'_>,
    ) -> Result<Vec<CopiedTable>, CopyError> {
        let mut source = source::open(from, options)?;
        Self::migrate(to, options).map_err(CopyError::Target)?;
        let location = Location::parse(to).map_err(CopyError::Target)?;
        let mut target = Connector::new(&location, *options, Purpose::CopyTo)
            .first_connect()
            .map_err(CopyError::Target)?;
        let copied = transaction(&mut target, Kind::Write, |target| {
            // A server that runs on the target waits until the copy is there.
            lock_tables(target, "EXCLUSIVE").map_err(CopyError::of("into the target"))?;
            for table in TABLES {
                if table::has_rows(table, target)? {
                    return Err(CopyError::TargetNotEmpty(table.name));
                }
            }
            source::unchanging(&mut source, |source| {
                let rows = TABLES.iter().map(|table| table::count(*table, source));
                let mut steps = Steps::of(rows.sum::<Result<_, _>>()?, watch);
                let each = TABLES.into_iter();
                each.map(|table| table::copy(table, source, target, &mut steps))
                    .collect()
            })
        });
        Ok(copied?)
    }
}
