//! The hottest statements of all: what lies under the digest of a key that somebody presented.

use std::cmp::Reverse;
#[cfg(feature = "postgres")]
use std::collections::HashMap;

use diesel::prelude::*;
use sendook_domain::credentials::Digest;
use sendook_domain::entities::{Attachment, StoredKey};

use super::hot;
use super::key_parts::inboxes_of;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::{KeyByDigestRow, optional_instant};
use crate::schema::{api_key_secrets, api_keys, organizations};

diesel::alias!(api_key_secrets as presented: Presented);

/// The key of each presented secret with its organization, in one row for each secret that the key has.
macro_rules! rows_where {
    ($found:expr) => {
        presented
            .inner_join(
                api_keys::table.on(api_keys::id.eq(presented.field(api_key_secrets::api_key_id))),
            )
            .inner_join(organizations::table.on(organizations::id.eq(api_keys::organization_id)))
            .inner_join(api_key_secrets::table.on(api_key_secrets::api_key_id.eq(api_keys::id)))
            .filter($found)
            .select((
                presented.field(api_key_secrets::digest),
                presented.field(api_key_secrets::ends_at),
                api_keys::all_columns,
                organizations::all_columns,
                api_key_secrets::all_columns,
            ))
    };
}

/// Finds what one presented key stands for.
pub(super) fn find(
    connection: &mut SqlConnection,
    digest: &Digest,
) -> SqlResult<Option<StoredKey>> {
    // No `.first()`: its LIMIT makes SQLite prepare the statement anew at each call.
    let found = rows_where!(
        presented
            .field(api_key_secrets::digest)
            .eq(digest.as_bytes().as_slice())
    );
    let rows: Vec<KeyByDigestRow> = hot::load!(found, connection)?;
    assemble(connection, rows)
}

/// Finds what several presented keys stand for, in their order. PostgreSQL is asked once for all of them; SQLite
/// would gain nothing by that, as nobody waits for its answers.
#[cfg(feature = "postgres")]
pub(super) fn find_all(
    connection: &mut SqlConnection,
    digests: &[Digest],
) -> SqlResult<Vec<Option<StoredKey>>> {
    let SqlConnection::Postgres(server) = connection else {
        return digests.iter().map(|one| find(connection, one)).collect();
    };
    let bytes = digests.iter().map(|digest| digest.as_bytes().as_slice());
    let found = rows_where!(
        presented
            .field(api_key_secrets::digest)
            .eq_any(bytes.collect::<Vec<_>>())
    );
    let mut rows: HashMap<Vec<u8>, Vec<KeyByDigestRow>> = HashMap::new();
    for row in found.load::<KeyByDigestRow>(server)? {
        rows.entry(row.presented.clone()).or_default().push(row);
    }
    let mut found = HashMap::with_capacity(rows.len());
    for (digest, own) in rows {
        found.insert(digest, assemble(connection, own)?);
    }
    let find = |digest: &Digest| found.get(digest.as_bytes().as_slice()).cloned().flatten();
    Ok(digests.iter().map(find).collect())
}

fn assemble(
    connection: &mut SqlConnection,
    mut rows: Vec<KeyByDigestRow>,
) -> SqlResult<Option<StoredKey>> {
    rows.sort_unstable_by_key(|row| Reverse(row.secret.rank()));
    let mut rows = rows.into_iter();
    let Some(current) = rows.next() else {
        return Ok(None);
    };
    // A key that is deleted between the two statements is found with no inboxes left.
    let inboxes = if current.key.restricted {
        inboxes_of(connection, &current.key.id)?
    } else {
        Vec::new()
    };
    let previous = rows.next().map(|row| row.secret);
    Ok(Some(StoredKey {
        key: current.key.with(current.secret, previous, &inboxes)?,
        organization: current.organization.try_into()?,
        secret_ends_at: optional_instant(current.ends_at)?,
        description: Attachment::default(),
    }))
}
