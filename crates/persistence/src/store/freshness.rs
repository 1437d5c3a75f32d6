use diesel::prelude::*;
use sendook_domain::credentials::Digest;
use sendook_domain::ports::{Freshness, Narrowed, Position, StoreError};

use super::{SqlStore, hot};
use crate::commit_watch::CommitWatch;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::location::Location;
use crate::rows::{CorruptRow, digest};
use crate::schema::{narrowing_position, narrowings};

/// More narrowings than this are not applied one by one.
const MOST_AT_ONCE: i64 = 10_000;

impl Freshness for SqlStore {
    fn position(&self) -> Result<Position, StoreError> {
        let read = || self.read(position);
        match self.watch() {
            Some(watch) => watch.position(read),
            None => read(),
        }
    }

    fn narrowed_since(&self, since: &Position) -> Result<Narrowed, StoreError> {
        self.read_snapshot(|connection| narrowed_since(connection, since))
    }

    fn forget_narrowings(&self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let oldest = diesel::dsl::min(narrowings::number);
            let Some(oldest) = narrowings::table.select(oldest).get_result(connection)? else {
                return Ok(0);
            };
            let oldest: i64 = oldest;
            // What stands at the position is kept besides: whoever has got so far compares marks with it.
            let kept_from = position(connection)?.number - i64::from(keep);
            let until = kept_from.min(oldest + i64::from(limit));
            Ok(
                diesel::delete(narrowings::table.filter(narrowings::number.lt(until)))
                    .execute(connection)?,
            )
        })
    }
}

impl SqlStore {
    /// Made when it is first wanted: most of those who open a store let nobody in.
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

/// A narrowing of no credential at all.
fn note_nothing(connection: &mut SqlConnection) -> SqlResult<()> {
    let Position { number, mark } = position(connection)?;
    let next = (number + 1, mark.wrapping_add(1));
    diesel::update(narrowing_position::table)
        .set((
            narrowing_position::number.eq(next.0),
            narrowing_position::mark.eq(next.1),
        ))
        .execute(connection)?;
    diesel::insert_into(narrowings::table)
        .values((
            narrowings::number.eq(next.0),
            narrowings::mark.eq(next.1),
            narrowings::digest.eq(&[][..]),
        ))
        .execute(connection)?;
    Ok(())
}

fn position(connection: &mut SqlConnection) -> SqlResult<Position> {
    let query =
        narrowing_position::table.select((narrowing_position::number, narrowing_position::mark));
    let rows: Vec<(i64, i64)> = hot::load!(query, connection)?;
    let [(number, mark)] = rows[..] else {
        return Err(CorruptRow("narrowing position").into());
    };
    Ok(Position { number, mark })
}

fn narrowed_since(connection: &mut SqlConnection, since: &Position) -> SqlResult<Narrowed> {
    let up_to = position(connection)?;
    let gap = Narrowed {
        digests: None,
        up_to,
    };
    if !(0..=MOST_AT_ONCE).contains(&(up_to.number - since.number)) {
        return Ok(gap);
    }
    let rows = narrowings::table
        .filter(narrowings::number.between(since.number, up_to.number))
        .order(narrowings::number)
        .select((narrowings::number, narrowings::mark, narrowings::digest))
        .load::<(i64, i64, Vec<u8>)>(connection)?;
    // The row of `since` itself has to be there, and to be the same one.
    let known = rows.first().map(|(number, mark, _)| (*number, *mark));
    let whole = i64::try_from(rows.len()) == Ok(up_to.number - since.number + 1);
    if known != Some((since.number, since.mark)) || !whole {
        return Ok(gap);
    }
    let narrowed = rows
        .iter()
        .filter(|(number, _, bytes)| *number > since.number && !bytes.is_empty());
    let digests = narrowed.map(|(_, _, bytes)| digest(bytes));
    Ok(Narrowed {
        digests: Some(digests.collect::<Result<Vec<Digest>, _>>()?),
        up_to,
    })
}
