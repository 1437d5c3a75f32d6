//! The hottest statements of all: look-ups of presented keys by digest.

#[cfg(feature = "postgres")]
use std::sync::Arc;

use diesel::dsl::exists;
use diesel::prelude::*;
use sendook_domain::entities::{ApiKey, Attachment, StoredKey};
use sendook_domain::values::Digest;

use super::super::hot;
#[cfg(feature = "postgres")]
use super::super::in_order::in_order;
use super::assembly::assemble;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{KeyByDigestRow, OrganizationDetails, SecretRow, digest, optional_instant};
use crate::schema::{api_key_secrets, api_keys, organizations};

diesel::alias!(api_key_secrets as ending: Ending);

/// The key and the organization of each presented secret, and whether the key is being rotated.
macro_rules! rows_where {
    ($found:expr) => {
        api_key_secrets::table
            .inner_join(api_keys::table.inner_join(organizations::table))
            .filter($found)
            .filter(on_primary())
            .select((
                SecretRow::COLUMNS,
                api_keys::all_columns,
                OrganizationDetails::COLUMNS,
                exists(
                    ending
                        .filter(ending.field(api_key_secrets::api_key_id).eq(api_keys::id))
                        .filter(ending.field(api_key_secrets::ends_at).is_not_null()),
                ),
            ))
    };
}

/// Finds what one presented key stands for.
pub(super) fn find(
    connection: &mut SqlConnection,
    digest: &Digest,
) -> SqlResult<Option<StoredKey>> {
    // No `.first()`: compiled without QPSG, SQLite prepares a statement with a LIMIT again at each call.
    let found = rows_where!(api_key_secrets::digest.eq(digest.as_bytes().as_slice()));
    let rows: Vec<KeyByDigestRow> = hot::load!(found, connection)?;
    Ok(completed(connection, rows)?.pop().map(|(_, key)| key))
}

/// Finds what several presented keys stand for, in their order. PostgreSQL is asked once for all of them; SQLite
/// would gain nothing, as it has no round trips.
#[cfg(feature = "postgres")]
pub(super) fn find_all(
    connection: &mut SqlConnection,
    digests: &[Digest],
) -> SqlResult<Vec<Option<Arc<StoredKey>>>> {
    let SqlConnection::Postgres(server) = connection else {
        let mut find = |one| Ok(find(connection, one)?.map(Arc::new));
        return digests.iter().map(&mut find).collect();
    };
    let bytes = digests.iter().map(|digest| digest.as_bytes().as_slice());
    let found = rows_where!(api_key_secrets::digest.eq_any(bytes.collect::<Vec<_>>()));
    let rows = found.load::<KeyByDigestRow>(server)?;
    let found = completed(connection, rows)?.into_iter();
    in_order(
        digests,
        found.map(|(digest, key)| Ok((digest, Arc::new(key)))),
    )
}

/// Adds what is in other tables: nothing, for most keys. A key that is deleted between the statements is not found.
fn completed(
    connection: &mut SqlConnection,
    rows: Vec<KeyByDigestRow>,
) -> SqlResult<Vec<(Digest, StoredKey)>> {
    let mut keys = Vec::with_capacity(rows.len());
    let mut incomplete = Vec::new();
    for (secret, key, organization, is_rotated) in rows {
        if is_rotated || key.restricted {
            incomplete.push((secret, key, organization));
        } else {
            let (digest, ends_at) = (digest(&secret.digest)?, secret.ends_at);
            let key = key.with(secret.try_into()?, None, &[])?;
            keys.push((digest, stored(key, organization, digest, ends_at)?));
        }
    }
    if incomplete.is_empty() {
        return Ok(keys);
    }
    let rows = incomplete.iter().map(|(_, key, _)| key.clone()).collect();
    let whole = assemble(connection, rows)?;
    for (secret, row, organization) in incomplete {
        if let Some(found) = whole.iter().find(|found| found.key.id.as_str() == row.id) {
            let digest = digest(&secret.digest)?;
            let stored = stored(found.key.clone(), organization, digest, secret.ends_at)?;
            keys.push((digest, stored));
        }
    }
    Ok(keys)
}

fn stored(
    key: ApiKey,
    organization: OrganizationDetails,
    digest: Digest,
    secret_ends_at: Option<i64>,
) -> SqlResult<StoredKey> {
    Ok(StoredKey {
        organization: organization.of(key.organization_id.clone())?,
        key,
        digest,
        secret_ends_at: optional_instant(secret_ends_at)?,
        rendered: Attachment::default(),
    })
}
