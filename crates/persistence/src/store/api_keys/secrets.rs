//! The secrets of a key while it is rotated. Whoever changes the key's row, if only to what it is, holds it until
//! the end of the transaction: of two rotations at once, the second sees what the first one left.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{ApiKey, Organization};
use sendook_domain::policies::OldSecrets;
use sendook_domain::ports::{EndRotation, KeyRotation};
use sendook_domain::values::Id;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{NewSecretRow, SecretRow, micros};
use crate::schema::{api_key_secrets, api_keys};

/// How the secrets of a key changed.
pub(super) enum Ended {
    NoSuchKey,
    NotRotating,
    Done,
}

/// Adds a secret to a key that is held, and does with those that it has what was decided.
pub(super) fn rotate(
    connection: &mut SqlConnection,
    id: &Id<ApiKey>,
    rotation: &KeyRotation,
    old: OldSecrets,
    at: &DateTime<Utc>,
) -> SqlResult<()> {
    let kept = match old {
        OldSecrets::End => None,
        OldSecrets::KeepNewest(until) => Some((0, until)),
        OldSecrets::KeepPrevious(until) => Some((1, until)),
    };
    for (position, secret) in secrets(connection, id)?.iter().enumerate() {
        match kept {
            Some((one, until)) if one == position => {
                set_end(connection, secret, Some(micros(&until)))?;
            }
            _ => delete(connection, secret)?,
        }
    }
    diesel::insert_into(api_key_secrets::table)
        .values(NewSecretRow::new(id, &rotation.digest, &rotation.secret))
        .execute(connection)?;
    diesel::update(api_keys::table.find(id.as_str()))
        .set(api_keys::disabled_reason.eq(None::<&str>))
        .execute(connection)?;
    changed(connection, id, at)?;
    Ok(())
}

/// Ends one of two live secrets, as [`ApiKeys::end_rotation`](sendook_domain::ports::ApiKeys::end_rotation) wants
/// it.
pub(super) fn end(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    id: &Id<ApiKey>,
    end: EndRotation,
    at: &DateTime<Utc>,
) -> SqlResult<Ended> {
    if !lock_for_update(connection, organization, id)? {
        return Ok(Ended::NoSuchKey);
    }
    let mut live = secrets(connection, id)?;
    live.retain(|secret| secret.ends_at.is_none_or(|end| end > micros(at)));
    let [new, old] = &live[..] else {
        return Ok(Ended::NotRotating);
    };
    match end {
        EndRotation::Old => delete(connection, old)?,
        EndRotation::New => {
            delete(connection, new)?;
            set_end(connection, old, None)?;
        }
    }
    changed(connection, id, at)?;
    Ok(Ended::Done)
}

/// Puts the key's row in its own place. Tells whether there is such a key.
pub(super) fn lock_for_update(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    id: &Id<ApiKey>,
) -> QueryResult<bool> {
    let held = diesel::update(api_keys::table)
        .filter(api_keys::id.eq(id.as_str()))
        .filter(api_keys::organization_id.eq(organization.as_str()))
        .set(api_keys::updated_at.eq(api_keys::updated_at))
        .execute(connection)?;
    Ok(held == 1)
}

fn changed(
    connection: &mut SqlConnection,
    id: &Id<ApiKey>,
    at: &DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(api_keys::table.find(id.as_str()))
        .set(api_keys::updated_at.eq(micros(at)))
        .execute(connection)
}

/// The secrets of a key, the current one first.
fn secrets(connection: &mut SqlConnection, id: &Id<ApiKey>) -> QueryResult<Vec<SecretRow>> {
    let mut found = api_key_secrets::table
        .filter(api_key_secrets::api_key_id.eq(id.as_str()))
        .filter(on_primary())
        .select(SecretRow::COLUMNS)
        .load::<SecretRow>(connection)?;
    found.sort_unstable_by_key(|secret| Reverse(secret.rank()));
    Ok(found)
}

fn delete(connection: &mut SqlConnection, secret: &SecretRow) -> QueryResult<()> {
    diesel::delete(api_key_secrets::table.find(&secret.digest)).execute(connection)?;
    Ok(())
}

fn set_end(
    connection: &mut SqlConnection,
    secret: &SecretRow,
    end: Option<i64>,
) -> QueryResult<()> {
    diesel::update(api_key_secrets::table.find(&secret.digest))
        .set(api_key_secrets::ends_at.eq(end))
        .execute(connection)?;
    Ok(())
}
