use diesel::prelude::*;
use sendook_domain::entities::{
    ApiKey, DisabledReason, InboxScope, KeyMaker, KeySecret, RequestLimits,
};
use sendook_domain::values::{AllowedIps, Environment, KeyName};

use super::column::{
    CorruptRow, address, allowed_ips, id, ids, instant, micros, optional_instant, rate_limit,
    scopes,
};
use super::key_secret::SecretRow;
use super::organization::OrganizationDetails;
use crate::schema::api_keys;

/// A key without its secrets and inboxes.
#[derive(Clone, Queryable, Insertable)]
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
    disabled_reason: Option<String>,
    last_used_ip: Option<String>,
    request_count: i64,
    created_by_key: Option<String>,
    rate_limit: Option<i64>,
    rate_window_seconds: Option<i64>,
    /// Separated by spaces.
    allowed_ips: Option<String>,
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
            restricted: key.inboxes != InboxScope::All,
            expires_at: key.expires_at.as_ref().map(micros),
            created_by: match &key.created_by {
                Some(KeyMaker::User(user)) => Some(user.to_string()),
                _ => None,
            },
            last_used_at: key.last_used_at.as_ref().map(micros),
            created_at: micros(&key.created_at),
            updated_at: micros(&key.updated_at),
            disabled_reason: key.disabled_reason.map(|reason| reason.as_str().to_owned()),
            last_used_ip: key.last_used_ip.map(|ip| ip.to_string()),
            request_count: i64::try_from(key.request_count).unwrap_or(i64::MAX),
            created_by_key: match &key.created_by {
                Some(KeyMaker::Key(key)) => Some(key.to_string()),
                _ => None,
            },
            rate_limit: key.limits.rate.map(|rate| rate.limit().into()),
            rate_window_seconds: key.limits.rate.map(|rate| rate.window_seconds().into()),
            allowed_ips: key.limits.allowed_ips.as_ref().map(AllowedIps::to_text),
        }
    }
}

impl ApiKeyRow {
    /// Puts the key together. `inboxes` count only if it is restricted.
    pub(crate) fn with(
        self,
        secret: KeySecret,
        previous: Option<KeySecret>,
        inboxes: &[String],
    ) -> Result<ApiKey, CorruptRow> {
        Ok(ApiKey {
            id: id(self.id)?,
            organization_id: id(self.organization_id)?,
            name: KeyName::restore(self.name),
            environment: environment(&self.environment)?,
            active: self.active,
            disabled_reason: disabled_reason(self.disabled_reason.as_deref())?,
            scopes: scopes(&self.scopes)?,
            inboxes: reach(self.restricted, inboxes)?,
            limits: RequestLimits {
                rate: rate_limit(self.rate_limit, self.rate_window_seconds)?,
                allowed_ips: allowed_ips(self.allowed_ips.as_deref())?,
            },
            expires_at: optional_instant(self.expires_at)?,
            last_used_at: optional_instant(self.last_used_at)?,
            last_used_ip: address(self.last_used_ip.as_deref())?,
            request_count: u64::try_from(self.request_count)
                .map_err(|_| CorruptRow("request count"))?,
            created_by: maker(self.created_by, self.created_by_key)?,
            created_at: instant(self.created_at)?,
            updated_at: instant(self.updated_at)?,
            secret,
            previous,
        })
    }
}

/// What one statement finds under the digest of a key: the secret that was presented, its key and organization, and
/// whether the key has another secret, or had one not long ago.
pub(crate) type KeyByDigestRow = (SecretRow, ApiKeyRow, OrganizationDetails, bool);

fn reach(restricted: bool, inboxes: &[String]) -> Result<InboxScope, CorruptRow> {
    Ok(if restricted {
        InboxScope::Only(ids(inboxes)?)
    } else {
        InboxScope::All
    })
}

fn maker(user: Option<String>, key: Option<String>) -> Result<Option<KeyMaker>, CorruptRow> {
    Ok(match (user, key) {
        (Some(user), _) => Some(KeyMaker::User(id(user)?)),
        (None, Some(key)) => Some(KeyMaker::Key(id(key)?)),
        (None, None) => None,
    })
}

fn disabled_reason(text: Option<&str>) -> Result<Option<DisabledReason>, CorruptRow> {
    let read = |text| DisabledReason::parse(text).map_err(|_| CorruptRow("disabled reason"));
    text.map(read).transpose()
}

fn environment(text: &str) -> Result<Environment, CorruptRow> {
    Environment::parse(text).map_err(|_| CorruptRow("environment"))
}
