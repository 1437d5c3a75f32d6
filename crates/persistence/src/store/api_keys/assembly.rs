//! What belongs to keys but is in other tables: their secrets, and the inboxes they are restricted to.

use std::cmp::Reverse;
use std::collections::HashMap;

use diesel::prelude::*;
use sendook_domain::entities::{KeySecret, KeyWithDigests};
use sendook_domain::values::Digest;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{ApiKeyRow, SecretRow, digest};
use crate::schema::{api_key_inboxes, api_key_secrets};

/// Puts keys together, in the order of the rows, with two more statements however many they are.
pub(super) fn assemble(
    connection: &mut SqlConnection,
    rows: Vec<ApiKeyRow>,
) -> SqlResult<Vec<KeyWithDigests>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut secrets = secrets_of(connection, &rows)?;
    let inboxes = restrictions(connection, &rows)?;
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows {
        // Without a secret, the key was deleted since its row was read: it is not there any more.
        let mut secrets = secrets.remove(&row.id).into_iter().flatten();
        if let Some((digest, current)) = secrets.next() {
            let (previous_digest, previous) = secrets.next().unzip();
            let own = inboxes.get(&row.id).map_or(&[][..], Vec::as_slice);
            keys.push(KeyWithDigests {
                key: row.with(current, previous, own)?,
                digest,
                previous_digest,
            });
        }
    }
    Ok(keys)
}

/// The secrets of each key, the current one first.
fn secrets_of(
    connection: &mut SqlConnection,
    rows: &[ApiKeyRow],
) -> SqlResult<HashMap<String, Vec<(Digest, KeySecret)>>> {
    let found = api_key_secrets::table
        .filter(api_key_secrets::api_key_id.eq_any(rows.iter().map(|row| &row.id)))
        .filter(on_primary())
        .select((api_key_secrets::api_key_id, SecretRow::COLUMNS))
        .load::<(String, SecretRow)>(connection)?;
    let mut secrets: HashMap<String, Vec<(Digest, KeySecret)>> = HashMap::with_capacity(rows.len());
    for (key, secret) in found {
        let secret = (digest(&secret.digest)?, secret.try_into()?);
        secrets.entry(key).or_default().push(secret);
    }
    for of_key in secrets.values_mut() {
        of_key.sort_unstable_by_key(|(_, secret)| Reverse(secret.rank()));
    }
    Ok(secrets)
}

fn restrictions(
    connection: &mut SqlConnection,
    rows: &[ApiKeyRow],
) -> SqlResult<HashMap<String, Vec<String>>> {
    let mut inboxes: HashMap<String, Vec<String>> = HashMap::new();
    let restricted: Vec<_> = rows.iter().filter(|row| row.restricted).collect();
    if restricted.is_empty() {
        return Ok(inboxes);
    }
    let found = api_key_inboxes::table
        .filter(api_key_inboxes::api_key_id.eq_any(restricted.iter().map(|row| &row.id)))
        .filter(on_primary())
        .order((api_key_inboxes::api_key_id, api_key_inboxes::inbox_id))
        .load::<(String, String)>(connection)?;
    for (key, inbox) in found {
        inboxes.entry(key).or_default().push(inbox);
    }
    Ok(inboxes)
}
