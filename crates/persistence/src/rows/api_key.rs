use diesel::prelude::*;
use sendook_domain::credentials::Environment;
use sendook_domain::entities::{ApiKey, InboxReach, KeyHolder, KeySecret, ScopeSet, StoredKey};
use sendook_domain::ports::NewApiKey;
use sendook_domain::values::KeyName;

use super::column::{CorruptRow, id, ids, instant, micros, optional_instant};
use crate::schema::{api_key_secrets, api_keys};

/// A key without its secrets and inboxes.
#[derive(Queryable, Insertable)]
#[diesel(table_name = api_keys, treat_none_as_default_value = false)]
pub(crate) struct ApiKeyRow {
    pub(crate) id: String,
    organization_id: String,
    name: String,
    environment: String,
    active: bool,
    scopes: String,
    pub(crate) restricted: bool,
    expires_at: Option<i64>,
    created_by: Option<String>,
    last_used_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl From<&ApiKey> for ApiKeyRow {
    fn from(key: &ApiKey) -> Self {
        Self {
            id: key.id.to_string(),
            organization_id: key.organization_id.to_string(),
            name: key.name.as_str().to_owned(),
            environment: key.environment.as_str().to_owned(),
            active: key.active,
            scopes: key.scopes.to_text(),
            restricted: key.inboxes != InboxReach::All,
            expires_at: key.expires_at.as_ref().map(micros),
            created_by: key.created_by.as_ref().map(ToString::to_string),
            last_used_at: key.last_used_at.as_ref().map(micros),
            created_at: micros(&key.created_at),
            updated_at: micros(&key.updated_at),
        }
    }
}

impl ApiKeyRow {
    /// Puts the key together. `inboxes` count only if it is restricted.
    pub(crate) fn with(self, secret: SecretRow, inboxes: &[String]) -> Result<ApiKey, CorruptRow> {
        Ok(ApiKey {
            id: id(&self.id)?,
            organization_id: id(&self.organization_id)?,
            name: KeyName::restore(self.name),
            environment: environment(&self.environment)?,
            active: self.active,
            scopes: scopes(&self.scopes)?,
            inboxes: reach(self.restricted, inboxes)?,
            expires_at: optional_instant(self.expires_at)?,
            last_used_at: optional_instant(self.last_used_at)?,
            created_by: self.created_by.map(|user| id(&user)).transpose()?,
            created_at: instant(self.created_at)?,
            updated_at: instant(self.updated_at)?,
            secret: secret.try_into()?,
        })
    }
}

#[derive(Queryable)]
pub(crate) struct SecretRow {
    pub(crate) api_key_id: String,
    hint: String,
    created_at: i64,
    ends_at: Option<i64>,
}

impl SecretRow {
    /// Of the secrets of one key, the current one is the greatest: the one without an end, else the
    /// newest.
    pub(crate) fn rank(&self) -> (bool, i64) {
        (self.ends_at.is_none(), self.created_at)
    }
}

impl TryFrom<SecretRow> for KeySecret {
    type Error = CorruptRow;

    fn try_from(row: SecretRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            hint: row.hint,
            created_at: instant(row.created_at)?,
            ends_at: optional_instant(row.ends_at)?,
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
}

impl<'a> From<&'a NewApiKey> for NewSecretRow<'a> {
    fn from(new: &'a NewApiKey) -> Self {
        Self {
            digest: new.digest.as_bytes(),
            api_key_id: new.key.id.as_str(),
            hint: &new.key.secret.hint,
            created_at: micros(&new.key.secret.created_at),
            ends_at: new.key.secret.ends_at.as_ref().map(micros),
        }
    }
}

/// What one statement finds under the digest of a key.
#[derive(Queryable)]
pub(crate) struct KeyByDigestRow {
    pub(crate) id: String,
    organization_id: String,
    environment: String,
    active: bool,
    scopes: String,
    pub(crate) restricted: bool,
    expires_at: Option<i64>,
    secret_ends_at: Option<i64>,
}

impl KeyByDigestRow {
    /// Puts the key together. `inboxes` count only if it is restricted.
    pub(crate) fn with(self, inboxes: &[String]) -> Result<StoredKey, CorruptRow> {
        Ok(StoredKey {
            holder: KeyHolder {
                key_id: id(&self.id)?,
                organization_id: id(&self.organization_id)?,
                scopes: scopes(&self.scopes)?,
                inboxes: reach(self.restricted, inboxes)?,
            },
            environment: environment(&self.environment)?,
            active: self.active,
            expires_at: optional_instant(self.expires_at)?,
            secret_ends_at: optional_instant(self.secret_ends_at)?,
        })
    }
}

fn reach(restricted: bool, inboxes: &[String]) -> Result<InboxReach, CorruptRow> {
    Ok(if restricted {
        InboxReach::Only(ids(inboxes)?)
    } else {
        InboxReach::All
    })
}

fn environment(text: &str) -> Result<Environment, CorruptRow> {
    Environment::parse(text).map_err(|_| CorruptRow("environment"))
}

fn scopes(text: &str) -> Result<ScopeSet, CorruptRow> {
    ScopeSet::parse(text).map_err(|_| CorruptRow("scope"))
}
