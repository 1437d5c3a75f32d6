use diesel::prelude::*;
use sendook_domain::entities::{ApiKey, KeySecret};
use sendook_domain::values::Digest;
use sendook_domain::values::Id;

use super::column::{CorruptRow, instant, micros, optional_instant};
use crate::schema::api_key_secrets;

/// One of the secrets of a key: its [`COLUMNS`](Self::COLUMNS).
#[derive(Queryable)]
pub(crate) struct SecretRow {
    pub(crate) digest: Vec<u8>,
    hint: String,
    created_at: i64,
    pub(crate) ends_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl SecretRow {
    /// All but the key, which the query already knows.
    pub(crate) const COLUMNS: (
        api_key_secrets::digest,
        api_key_secrets::hint,
        api_key_secrets::created_at,
        api_key_secrets::ends_at,
        api_key_secrets::last_used_at,
    ) = (
        api_key_secrets::digest,
        api_key_secrets::hint,
        api_key_secrets::created_at,
        api_key_secrets::ends_at,
        api_key_secrets::last_used_at,
    );
}

impl TryFrom<SecretRow> for KeySecret {
    type Error = CorruptRow;

    fn try_from(row: SecretRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            hint: row.hint,
            created_at: instant(row.created_at)?,
            ends_at: optional_instant(row.ends_at)?,
            last_used_at: optional_instant(row.last_used_at)?,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = api_key_secrets, treat_none_as_default_value = false)]
pub(crate) struct NewSecretRow<'a> {
    digest: &'a [u8],
    api_key_id: &'a str,
    hint: &'a str,
    created_at: i64,
    ends_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl<'a> NewSecretRow<'a> {
    pub(crate) fn new(key: &'a Id<ApiKey>, digest: &'a Digest, secret: &'a KeySecret) -> Self {
        Self {
            digest: digest.as_bytes(),
            api_key_id: key.as_str(),
            hint: &secret.hint,
            created_at: micros(&secret.created_at),
            ends_at: secret.ends_at.as_ref().map(micros),
            last_used_at: secret.last_used_at.as_ref().map(micros),
        }
    }
}
