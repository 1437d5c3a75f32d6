use sendook_domain::entities::{ApiKey, DisabledReason, InboxReach, KeySecret, Scope};
use sendook_domain::use_cases::IssuedKey;
use serde::Serialize;

use super::timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKeyDto {
    #[serde(rename = "_id")]
    sendook_id: String,
    id: String,
    name: String,
    hint: String,
    environment: &'static str,
    organization_id: String,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_reason: Option<&'static str>,
    scopes: Vec<&'static str>,
    /// Only of a key that is restricted to some inboxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    inbox_ids: Option<Vec<String>>,
    expires_at: Option<String>,
    last_used_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_ip: Option<String>,
    request_count: u64,
    /// The secrets that are good now, the newest first: two while the key is rotated.
    secrets: Vec<KeySecretDto>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    created_at: String,
    updated_at: String,
}

impl From<&ApiKey> for ApiKeyDto {
    fn from(key: &ApiKey) -> Self {
        Self {
            sendook_id: key.id.to_string(),
            id: key.id.to_string(),
            name: key.name.as_str().to_owned(),
            hint: key.secret.hint.clone(),
            environment: key.environment.as_str(),
            organization_id: key.organization_id.to_string(),
            active: key.active,
            disabled_reason: key.disabled_reason.map(DisabledReason::as_str),
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            inbox_ids: match &key.inboxes {
                InboxReach::All => None,
                InboxReach::Only(ids) => Some(ids.iter().map(ToString::to_string).collect()),
            },
            expires_at: key.expires_at.map(timestamp),
            last_used_at: key.last_used_at.map(timestamp),
            last_used_ip: key.last_used_ip.map(|ip| ip.to_string()),
            request_count: key.request_count,
            secrets: [Some(&key.secret), key.previous.as_ref()]
                .into_iter()
                .flatten()
                .map(KeySecretDto::from)
                .collect(),
            created_by: key.created_by.as_ref().map(ToString::to_string),
            created_at: timestamp(key.created_at),
            updated_at: timestamp(key.updated_at),
        }
    }
}

/// One of the secrets of a key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeySecretDto {
    hint: String,
    created_at: String,
    ends_at: Option<String>,
    last_used_at: Option<String>,
}

impl From<&KeySecret> for KeySecretDto {
    fn from(secret: &KeySecret) -> Self {
        Self {
            hint: secret.hint.clone(),
            created_at: timestamp(secret.created_at),
            ends_at: secret.ends_at.map(timestamp),
            last_used_at: secret.last_used_at.map(timestamp),
        }
    }
}

/// A key in the one answer that shows its secret.
#[derive(Serialize)]
pub(crate) struct IssuedKeyDto<'a> {
    #[serde(flatten)]
    api_key: ApiKeyDto,
    key: &'a str,
}

impl<'a> From<&'a IssuedKey> for IssuedKeyDto<'a> {
    fn from(issued: &'a IssuedKey) -> Self {
        Self {
            api_key: (&issued.key).into(),
            key: issued.secret.expose(),
        }
    }
}
