use std::net::IpAddr;

use sendook_domain::api_keys::IssuedKey;
use sendook_domain::entities::{ApiKey, DisabledReason, InboxScope, KeyMaker, KeySecret, Scope};
use sendook_domain::values::Id;
use serde::Serialize;

use crate::json::Timestamp;

/// An API key, without a secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyDto<'a> {
    #[serde(rename = "_id")]
    sendook_id: &'a str,
    id: &'a str,
    name: &'a str,
    hint: &'a str,
    environment: &'static str,
    organization_id: &'a str,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_reason: Option<&'static str>,
    scopes: Vec<&'static str>,
    /// Only of a key that is restricted to some inboxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    inbox_ids: Option<Vec<&'a str>>,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_ip: Option<IpAddr>,
    request_count: u64,
    /// The secrets that are good now, the newest first: two while the key is rotated.
    secrets: Vec<KeySecretDto<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<&'a str>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<'a> From<&'a ApiKey> for ApiKeyDto<'a> {
    fn from(key: &'a ApiKey) -> Self {
        Self {
            sendook_id: key.id.as_str(),
            id: key.id.as_str(),
            name: key.name.as_str(),
            hint: &key.secret.hint,
            environment: key.environment.as_str(),
            organization_id: key.organization_id.as_str(),
            active: key.active,
            disabled_reason: key.disabled_reason.map(DisabledReason::as_str),
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            inbox_ids: match &key.inboxes {
                InboxScope::All => None,
                InboxScope::Only(ids) => Some(ids.iter().map(Id::as_str).collect()),
            },
            expires_at: key.expires_at.map(Timestamp),
            last_used_at: key.last_used_at.map(Timestamp),
            last_used_ip: key.last_used_ip,
            request_count: key.request_count,
            secrets: [Some(&key.secret), key.previous.as_ref()]
                .into_iter()
                .flatten()
                .map(KeySecretDto::from)
                .collect(),
            created_by: key.created_by.as_ref().map(KeyMaker::as_str),
            created_at: Timestamp(key.created_at),
            updated_at: Timestamp(key.updated_at),
        }
    }
}

/// One of the secrets of a key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeySecretDto<'a> {
    hint: &'a str,
    created_at: Timestamp,
    ends_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
}

impl<'a> From<&'a KeySecret> for KeySecretDto<'a> {
    fn from(secret: &'a KeySecret) -> Self {
        Self {
            hint: &secret.hint,
            created_at: Timestamp(secret.created_at),
            ends_at: secret.ends_at.map(Timestamp),
            last_used_at: secret.last_used_at.map(Timestamp),
        }
    }
}

/// A key in the one answer that shows its secret.
#[derive(Serialize)]
pub struct IssuedKeyDto<'a> {
    #[serde(flatten)]
    api_key: ApiKeyDto<'a>,
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
