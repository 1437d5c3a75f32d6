//! The secrets of a key.

use diesel::prelude::*;
use sendook_domain::entities::{ApiKey, KeySecret, KeyWithDigests};
use sendook_domain::values::{Digest, Id};

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::{NewSecretRow, micros};
use crate::schema::api_key_secrets;
use crate::store::insert_all::insert_all;

/// Keeps a secret of a key.
pub(super) fn insert(
    connection: &mut SqlConnection,
    key: &Id<ApiKey>,
    digest: &Digest,
    secret: &KeySecret,
) -> SqlResult<()> {
    diesel::insert_into(api_key_secrets::table)
        .values(NewSecretRow::new(key, digest, secret))
        .execute(connection)?;
    Ok(())
}

/// Keeps all secrets of several keys.
pub(super) fn insert_many(
    connection: &mut SqlConnection,
    keys: &[&KeyWithDigests],
) -> SqlResult<()> {
    let rows = keys.iter().flat_map(|new| {
        let id = &new.key.id;
        let secrets = new.secrets();
        secrets.map(move |(digest, secret)| NewSecretRow::new(id, digest, secret))
    });
    let rows: Vec<_> = rows.collect();
    insert_all!(connection, api_key_secrets::table, rows);
    Ok(())
}

/// Gives a key that is locked the secrets that it shall have.
pub(super) fn replace(
    connection: &mut SqlConnection,
    before: &KeyWithDigests,
    after: &KeyWithDigests,
) -> SqlResult<()> {
    for (digest, old) in before.secrets() {
        let row = api_key_secrets::table.find(digest.as_bytes().as_slice());
        match after.secret(digest) {
            None => {
                diesel::delete(row).execute(connection)?;
            }
            Some(new) if new.ends_at != old.ends_at => {
                let end = new.ends_at.as_ref().map(micros);
                diesel::update(row)
                    .set(api_key_secrets::ends_at.eq(end))
                    .execute(connection)?;
            }
            Some(_) => {}
        }
    }
    for (digest, secret) in after.secrets() {
        if before.secret(digest).is_none() {
            insert(connection, &after.key.id, digest, secret)?;
        }
    }
    Ok(())
}
