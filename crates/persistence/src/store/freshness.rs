use std::sync::atomic::Ordering;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sendook_domain::ports::{Freshness, INVALIDATIONS_KEPT, Invalidated, Position, StoreError};
use sendook_domain::values::Digest;

use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::location::Location;
use crate::primary::on_primary;
use crate::rows::{CorruptRow, digest};
use crate::schema::{credential_invalidations, invalidation_head};
use crate::sqlite_files::CommitWatch;

impl Freshness for SqlStore {
    fn position(&self) -> Result<Position, StoreError> {
        let read = || {
            self.position_reads.fetch_add(1, Ordering::Relaxed);
            self.read(position)
        };
        match self.watch() {
            Some(watch) => {
                self.check_files()?;
                watch.position(read)
            }
            None => read(),
        }
    }

    fn invalidated_since(&self, since: &Position) -> Result<Invalidated, StoreError> {
        self.read(|connection| invalidated_since(connection, since))
    }

    fn forget_invalidations(&self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let oldest = diesel::dsl::min(credential_invalidations::number);
            let Some(oldest) = credential_invalidations::table
                .filter(on_primary())
                .select(oldest)
                .get_result(connection)?
            else {
                return Ok(0);
            };
            let oldest: i64 = oldest;
            // The row at the position itself is kept as well: servers that are up to date compare its mark.
            let kept_from = position(connection)?.number - i64::from(keep);
            let until = kept_from.min(oldest + i64::from(limit));
            Ok(diesel::delete(
                credential_invalidations::table.filter(credential_invalidations::number.lt(until)),
            )
            .execute(connection)?)
        })
    }
}

impl SqlStore {
    /// Made at first use: most programs that open a store never check a credential.
    fn watch(&self) -> Option<&CommitWatch> {
        match &self.location {
            Location::Sqlite(path) => self.watch.get_or_init(|| self.open_watch(path)).as_ref(),
            #[cfg(feature = "postgres")]
            Location::Postgres(_) => None,
        }
    }

    fn open_watch(&self, path: &str) -> Option<CommitWatch> {
        match CommitWatch::open(path, || self.write(note_nothing)) {
            Ok(watch) => Some(watch),
            Err(error) => {
                log::warn!("every request will read the position of the database: {error}");
                None
            }
        }
    }
}

/// An invalidation of no credential at all.
fn note_nothing(connection: &mut SqlConnection) -> SqlResult<()> {
    let Reached { number, mark, .. } = reached(connection)?;
    let next = (number + 1, mark.wrapping_add(1));
    diesel::update(invalidation_head::table)
        .set((
            invalidation_head::number.eq(next.0),
            invalidation_head::mark.eq(next.1),
        ))
        .execute(connection)?;
    diesel::insert_into(credential_invalidations::table)
        .values((
            credential_invalidations::number.eq(next.0),
            credential_invalidations::mark.eq(next.1),
            credential_invalidations::digest.eq(&[][..]),
        ))
        .execute(connection)?;
    Ok(())
}

#[cfg(feature = "postgres")]
#[diesel::declare_sql_function]
extern "SQL" {
    /// Made by a migration, so that the statement that uses it can stay prepared.
    fn server_started() -> BigInt;
}

/// How often the schema of an SQLite file has changed.
const SCHEMAS: &str = "(SELECT schema_version FROM pragma_schema_version)";

/// The position in the database, and which server reported it.
#[derive(Queryable)]
struct Reached {
    number: i64,
    mark: i64,
    server: i64,
}

impl Reached {
    /// A server that took over from another, or a file that was restored while it was open, may lack the last keys
    /// that were made, without an invalidation of them. What changes then is part of every mark: the start of the
    /// server, or the count of schemas, which SQLite moves on when a backup is written over a file.
    fn position(&self) -> Position {
        Position {
            number: self.number,
            mark: self.mark ^ self.server,
        }
    }
}

fn position(connection: &mut SqlConnection) -> SqlResult<Position> {
    Ok(reached(connection)?.position())
}

fn reached(connection: &mut SqlConnection) -> SqlResult<Reached> {
    let (number, mark) = (invalidation_head::number, invalidation_head::mark);
    let rows: Vec<Reached> = match connection {
        SqlConnection::Sqlite(file) => invalidation_head::table
            .select((number, mark, sql::<BigInt>(SCHEMAS)))
            .load(file),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(server) => invalidation_head::table
            .filter(on_primary())
            .select((number, mark, server_started()))
            .load(server),
    }?;
    let [reached] =
        <[Reached; 1]>::try_from(rows).map_err(|_| CorruptRow("invalidation position"))?;
    Ok(reached)
}

/// The number of an invalidation, its mark, and what it is about.
type InvalidationRow = (i64, i64, Vec<u8>);

/// The position, and the invalidations from `since` to there unless they are too many: in one statement, as requests wait for
/// it.
fn reached_since(
    connection: &mut SqlConnection,
    since: &Position,
) -> SqlResult<(Reached, Vec<InvalidationRow>)> {
    let last = since.number.saturating_add(i64::from(INVALIDATIONS_KEPT));
    macro_rules! joined {
        ($server:expr, $connection:expr) => {
            invalidation_head::table
                .left_join(
                    credential_invalidations::table.on(credential_invalidations::number
                        .between(since.number, invalidation_head::number)
                        .and(invalidation_head::number.le(last))),
                )
                .filter(on_primary())
                .select((
                    (invalidation_head::number, invalidation_head::mark, $server),
                    credential_invalidations::all_columns.nullable(),
                ))
                .load($connection)
        };
    }
    let rows: Vec<(Reached, Option<InvalidationRow>)> = match connection {
        SqlConnection::Sqlite(file) => joined!(sql::<BigInt>(SCHEMAS), file),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(server) => joined!(server_started(), server),
    }?;
    let (mut reached, invalidated): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    // It stands beside each of them, and once if there are none.
    let reached = reached.pop().ok_or(CorruptRow("invalidation position"))?;
    let mut invalidated: Vec<_> = invalidated.into_iter().flatten().collect();
    // Not left to the database: with so few rows, SQLite sorts a copy of the table rather than walk along the index.
    invalidated.sort_unstable_by_key(|(number, ..)| *number);
    Ok((reached, invalidated))
}

fn invalidated_since(connection: &mut SqlConnection, since: &Position) -> SqlResult<Invalidated> {
    let (reached, rows) = reached_since(connection, since)?;
    let up_to = reached.position();
    // The row of `since` itself has to be there, and to be the same one.
    let known = rows
        .first()
        .map(|(number, mark, _)| (*number, *mark ^ reached.server));
    let whole = i64::try_from(rows.len()) == Ok(up_to.number - since.number + 1);
    if known != Some((since.number, since.mark)) || !whole {
        return Ok(Invalidated {
            digests: None,
            up_to,
        });
    }
    let invalidated = rows
        .iter()
        .filter(|(number, _, bytes)| *number > since.number && !bytes.is_empty());
    let digests = invalidated.map(|(_, _, bytes)| digest(bytes));
    Ok(Invalidated {
        digests: Some(digests.collect::<Result<Vec<Digest>, _>>()?),
        up_to,
    })
}
