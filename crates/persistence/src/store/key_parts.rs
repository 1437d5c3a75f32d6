//! What belongs to keys and stands in other tables: their secrets, and the inboxes they are restricted to.

use std::collections::HashMap;

use diesel::prelude::*;
use sendook_domain::entities::ApiKey;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::{ApiKeyRow, SecretRow};
use crate::schema::{api_key_inboxes, api_key_secrets};

/// Puts keys together, in the order of the rows, with two more statements however many they are.
pub(super) fn assemble(
    connection: &mut SqlConnection,
    rows: Vec<ApiKeyRow>,
) -> SqlResult<Vec<ApiKey>> {
    let mut secrets = current_secrets(connection, &rows)?;
    let inboxes = restrictions(connection, &rows)?;
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows {
        // Without a secret, the key was deleted since its row was read: it is not there any more.
        if let Some(secret) = secrets.remove(&row.id) {
            let own = inboxes.get(&row.id).map_or(&[][..], Vec::as_slice);
            keys.push(row.with(secret, own)?);
        }
    }
    Ok(keys)
}

/// The inboxes that one restricted key reaches.
pub(super) fn inboxes_of(connection: &mut SqlConnection, key: &str) -> SqlResult<Vec<String>> {
    Ok(api_key_inboxes::table
        .filter(api_key_inboxes::api_key_id.eq(key))
        .order(api_key_inboxes::inbox_id)
        .select(api_key_inboxes::inbox_id)
        .load(connection)?)
}

fn current_secrets(
    connection: &mut SqlConnection,
    rows: &[ApiKeyRow],
) -> SqlResult<HashMap<String, SecretRow>> {
    let found = api_key_secrets::table
        .filter(api_key_secrets::api_key_id.eq_any(rows.iter().map(|row| &row.id)))
        .select((
            api_key_secrets::api_key_id,
            api_key_secrets::hint,
            api_key_secrets::created_at,
            api_key_secrets::ends_at,
        ))
        .load::<SecretRow>(connection)?;
    let mut current: HashMap<String, SecretRow> = HashMap::with_capacity(found.len());
    for secret in found {
        let known = current.get(&secret.api_key_id);
        if known.is_none_or(|known| known.rank() < secret.rank()) {
            current.insert(secret.api_key_id.clone(), secret);
        }
    }
    Ok(current)
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
        .order((api_key_inboxes::api_key_id, api_key_inboxes::inbox_id))
        .load::<(String, String)>(connection)?;
    for (key, inbox) in found {
        inboxes.entry(key).or_default().push(inbox);
    }
    Ok(inboxes)
}
