//! Look-ups of presented access tokens by digest.

use diesel::prelude::*;
use sendook_domain::entities::StoredAccessToken;
use sendook_domain::values::Digest;

use super::super::hot;
#[cfg(feature = "postgres")]
use super::super::in_order::in_order;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::TokenByDigestRow;
#[cfg(feature = "postgres")]
use crate::rows::digest;
use crate::schema::{access_tokens, sessions};

macro_rules! rows_where {
    ($found:expr) => {
        access_tokens::table
            .inner_join(sessions::table)
            .filter($found)
            .filter(on_primary())
            .select((
                access_tokens::digest,
                sessions::user_id,
                sessions::id,
                access_tokens::expires_at,
                sessions::expires_at,
                sessions::last_used_at,
            ))
    };
}

/// Finds what one presented token stands for.
pub(super) fn find(
    connection: &mut SqlConnection,
    digest: &Digest,
) -> SqlResult<Option<StoredAccessToken>> {
    // No `.first()`: compiled without QPSG, SQLite prepares a statement with a LIMIT again at each call.
    let found = rows_where!(access_tokens::digest.eq(digest.as_bytes().as_slice()));
    let rows: Vec<TokenByDigestRow> = hot::load!(found, connection)?;
    let row = rows.into_iter().next();
    Ok(row.map(TryInto::try_into).transpose()?)
}

/// Finds what several presented tokens stand for, in their order, as the same function does for API keys.
#[cfg(feature = "postgres")]
pub(super) fn find_all(
    connection: &mut SqlConnection,
    digests: &[Digest],
) -> SqlResult<Vec<Option<StoredAccessToken>>> {
    let SqlConnection::Postgres(server) = connection else {
        return digests.iter().map(|one| find(connection, one)).collect();
    };
    let bytes = digests.iter().map(|digest| digest.as_bytes().as_slice());
    let found = rows_where!(access_tokens::digest.eq_any(bytes.collect::<Vec<_>>()));
    let rows = found.load::<TokenByDigestRow>(server)?;
    let found = rows
        .into_iter()
        .map(|row| Ok((digest(&row.digest)?, row.try_into()?)));
    in_order(digests, found)
}
