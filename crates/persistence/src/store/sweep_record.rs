use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use sendook_domain::policies::SweepRecord;
use sendook_domain::ports::{StoreError, Sweeps};

use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{instant, micros, optional_instant};
use crate::schema::{audit_events, sessions, sweeps};

/// There is one row at most, which stands for all sweeps.
const BEGIN: &str = "INSERT INTO sweeps (id, last_at, doubted_since, unfinished) \
     VALUES (1, $1, $2, $3) ON CONFLICT DO NOTHING";

impl Sweeps for SqlStore {
    fn sweep_record(&self) -> Result<Option<SweepRecord>, StoreError> {
        self.read(|connection| {
            let row: Option<(i64, Option<i64>, bool)> = sweeps::table
                .filter(on_primary())
                .select((sweeps::last_at, sweeps::doubted_since, sweeps::unfinished))
                .get_result(connection)
                .optional()?;
            let record = |(last_at, doubted_since, unfinished)| {
                Ok(SweepRecord {
                    last_at: instant(last_at)?,
                    doubted_since: optional_instant(doubted_since)?,
                    unfinished,
                })
            };
            row.map(record).transpose()
        })
    }

    fn replace_sweep_record(
        &self,
        before: Option<&SweepRecord>,
        after: &SweepRecord,
    ) -> Result<bool, StoreError> {
        let replaced = self.write(|connection| match before {
            None => begin(connection, after),
            Some(before) => replace(connection, before, after),
        })?;
        Ok(replaced > 0)
    }

    fn is_anything_due(
        &self,
        expired: DateTime<Utc>,
        unused: DateTime<Utc>,
        audited: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.read(|connection| {
            let (expired, unused) = (micros(&expired), micros(&unused));
            let over = sessions::table.filter(sessions::expires_at.lt(expired));
            let idle = sessions::table.filter(sessions::last_used_at.lt(unused));
            let old = audit_events::table.filter(audit_events::at.lt(micros(&audited)));
            let over = over
                .filter(on_primary())
                .select(sessions::id)
                .first::<String>(connection);
            let idle = idle
                .filter(on_primary())
                .select(sessions::id)
                .first::<String>(connection);
            let old = old
                .filter(on_primary())
                .select(audit_events::id)
                .first::<String>(connection);
            Ok([over.optional()?, idle.optional()?, old.optional()?]
                .iter()
                .any(Option::is_some))
        })
    }
}

fn begin(connection: &mut SqlConnection, record: &SweepRecord) -> SqlResult<usize> {
    let begun = diesel::sql_query(BEGIN)
        .bind::<BigInt, _>(micros(&record.last_at))
        .bind::<Nullable<BigInt>, _>(record.doubted_since.as_ref().map(micros))
        .bind::<Bool, _>(record.unfinished);
    Ok(begun.execute(connection)?)
}

fn replace(
    connection: &mut SqlConnection,
    before: &SweepRecord,
    after: &SweepRecord,
) -> SqlResult<usize> {
    let stands = sweeps::table
        .filter(sweeps::last_at.eq(micros(&before.last_at)))
        .filter(sweeps::unfinished.eq(before.unfinished));
    let values = (
        sweeps::last_at.eq(micros(&after.last_at)),
        sweeps::doubted_since.eq(after.doubted_since.as_ref().map(micros)),
        sweeps::unfinished.eq(after.unfinished),
    );
    let replaced = match &before.doubted_since {
        Some(since) => diesel::update(stands.filter(sweeps::doubted_since.eq(micros(since))))
            .set(values)
            .execute(connection),
        None => diesel::update(stands.filter(sweeps::doubted_since.is_null()))
            .set(values)
            .execute(connection),
    };
    Ok(replaced?)
}
