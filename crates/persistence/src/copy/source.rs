use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::error::CopyError;
use super::tables::lock_tables;
use crate::connection::{Purpose, SqlConnection};
use crate::error::SqlResult;
use crate::location::Location;
use crate::migrations::SchemaGap;
use crate::options::StoreOptions;
use crate::pool::Connector;
use crate::transaction::{Kind, transaction};

/// Opens a database to copy from, and changes nothing in it.
pub(super) fn open(url: &str, options: &StoreOptions) -> Result<SqlConnection, CopyError> {
    let location = Location::parse(url).map_err(CopyError::Source)?;
    location.refuse_missing().map_err(CopyError::Source)?;
    let mut connection = Connector::new(&location, *options, Purpose::CopyFrom)
        .first_connect()
        .map_err(CopyError::Source)?;
    let gap = SchemaGap::of(&mut connection).map_err(CopyError::of("the source"))?;
    let gap = gap.refuse_new(&location).map_err(CopyError::Source)?;
    let gap = gap.refuse_newer(&location).map_err(CopyError::Source)?;
    match gap.pending.first() {
        None => Ok(connection),
        Some(first) => Err(CopyError::SourceOutdated(first.clone())),
    }
}

/// Reads from one moment of the source, and makes sure that it still is as it was at the end.
pub(super) fn unchanging<T>(
    source: &mut SqlConnection,
    read: impl FnOnce(&mut SqlConnection) -> Result<T, CopyError>,
) -> Result<T, CopyError> {
    let failed = || CopyError::of("the source");
    let before = version(source).map_err(failed())?;
    let done = transaction(source, Kind::Snapshot, |source| {
        // A snapshot of SQLite lets others write; the version then shows it.
        lock_tables(source, "SHARE").map_err(failed())?;
        read(source)
    })?;
    if version(source).map_err(failed())? != before {
        return Err(CopyError::SourceChanged);
    }
    Ok(done)
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = BigInt)]
    data_version: i64,
}

/// A number that changes when another connection writes to an SQLite file. It cannot be read within the snapshot,
/// which does not see other connections' writes.
fn version(source: &mut SqlConnection) -> SqlResult<Option<i64>> {
    match source {
        SqlConnection::Sqlite(source) => {
            let version: Version = diesel::sql_query("PRAGMA data_version").get_result(source)?;
            Ok(Some(version.data_version))
        }
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => Ok(None),
    }
}
