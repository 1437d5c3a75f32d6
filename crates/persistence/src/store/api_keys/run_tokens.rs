//! Run tokens end with what their key loses.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{KeyWithDigests, StoredRunToken};
use sendook_domain::policies::run_token_end;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{RunTokenRow, micros};
use crate::schema::run_tokens;

/// Ends the tokens of a key that is locked, as far as they end with what has become of it. Returns how many.
pub(in crate::store) fn end_run_tokens(
    connection: &mut SqlConnection,
    before: &KeyWithDigests,
    after: &KeyWithDigests,
    now: &DateTime<Utc>,
) -> SqlResult<usize> {
    let secrets = after.secrets();
    let secrets = secrets.map(|(digest, _)| digest.as_bytes().to_vec());
    let live = run_tokens::table
        .filter(run_tokens::secret_digest.eq_any(secrets.collect::<Vec<_>>()))
        .filter(run_tokens::expires_at.gt(micros(now)))
        .filter(on_primary())
        .load::<RunTokenRow>(connection)?;
    let mut ends: BTreeMap<i64, Vec<Vec<u8>>> = BTreeMap::new();
    for row in live {
        let digest = row.digest.clone();
        let run: StoredRunToken = row.try_into()?;
        let end = run_token_end(&run, before, after, *now);
        if end != run.token.expires_at {
            ends.entry(micros(&end)).or_default().push(digest);
        }
    }
    let mut ended = 0;
    for (end, digests) in ends {
        ended += diesel::update(run_tokens::table.filter(run_tokens::digest.eq_any(digests)))
            .set(run_tokens::expires_at.eq(end))
            .execute(connection)?;
    }
    Ok(ended)
}
