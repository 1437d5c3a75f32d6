//! Look-ups of presented run tokens by digest.

use diesel::prelude::*;
use sendook_domain::entities::StoredRunToken;
use sendook_domain::values::Digest;

use super::super::hot;
#[cfg(feature = "postgres")]
use super::super::in_order::in_order;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::RunTokenRow;
#[cfg(feature = "postgres")]
use crate::rows::digest;
use crate::schema::run_tokens;

/// Finds one presented token.
pub(super) fn find(
    connection: &mut SqlConnection,
    digest: &Digest,
) -> SqlResult<Option<StoredRunToken>> {
    // No `.first()`: compiled without QPSG, SQLite prepares a statement with a LIMIT again at each call.
    let found = run_tokens::table
        .filter(run_tokens::digest.eq(digest.as_bytes().as_slice()))
        .filter(on_primary());
    let rows: Vec<RunTokenRow> = hot::load!(found, connection)?;
    let row = rows.into_iter().next();
    Ok(row.map(TryInto::try_into).transpose()?)
}

/// Finds several presented tokens, in their order, as the same function does for API keys.
#[cfg(feature = "postgres")]
pub(super) fn find_all(
    connection: &mut SqlConnection,
    digests: &[Digest],
) -> SqlResult<Vec<Option<StoredRunToken>>> {
    let SqlConnection::Postgres(server) = connection else {
        return digests.iter().map(|one| find(connection, one)).collect();
    };
    let bytes = digests.iter().map(|digest| digest.as_bytes().as_slice());
    let rows = run_tokens::table
        .filter(run_tokens::digest.eq_any(bytes.collect::<Vec<_>>()))
        .filter(on_primary())
        .load::<RunTokenRow>(server)?;
    let found = rows
        .into_iter()
        .map(|row| Ok((digest(&row.digest)?, row.try_into()?)));
    in_order(digests, found)
}
