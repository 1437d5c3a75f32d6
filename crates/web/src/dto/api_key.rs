use std::net::IpAddr;

use sendook_domain::api_keys::IssuedKey;
use sendook_domain::entities::{ApiKey, DisabledReason, InboxScope, KeyMaker, KeySecret};
use sendook_domain::values::{AllowedIps, Id, RateLimit};
use serde::Serialize;
use utoipa::ToSchema;

use super::names::{DisabledReasonName, EnvironmentName, ScopeName, scope_names};
use crate::json::Timestamp;

/// An API key, without its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKey)]
pub struct ApiKeyDto<'a> {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "key_example")]
    sendook_id: &'a str,
    /// Identifies the key.
    #[schema(example = "key_example")]
    id: &'a str,
    /// What people call it.
    #[schema(example = "Production")]
    name: &'a str,
    /// How people tell keys apart: the prefix and the last four characters of the newest secret.
    #[schema(example = "sndk_prod_…0000")]
    hint: &'a str,
    /// Present if the newest secret was brought along from Sendook's mail platform, and has neither prefix nor checksum: rotate the key.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    legacy: bool,
    /// Where it is meant to be used, as its prefix shows.
    #[schema(value_type = EnvironmentName)]
    environment: &'static str,
    /// The organization that it reaches.
    #[schema(example = "org_example")]
    organization_id: &'a str,
    /// Whether it is accepted, unless it has expired.
    active: bool,
    /// Why it was disabled, where that was not done by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DisabledReasonName>, nullable = false)]
    disabled_reason: Option<&'static str>,
    /// What it may do.
    #[schema(value_type = Vec<ScopeName>)]
    scopes: Vec<&'static str>,
    /// The only inboxes that it reaches; left out of a key that is not restricted to some.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    inbox_ids: Option<Vec<&'a str>>,
    /// How many requests it may make; left out of a key that may make any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rate_limit: Option<RateLimitDto>,
    /// The only addresses that it is accepted from, as ranges in CIDR notation; left out of a key that is accepted from all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    allowed_ips: Option<Vec<String>>,
    /// When it ends; `null`: never.
    #[schema(required)]
    expires_at: Option<Timestamp>,
    /// When a request with it was last accepted; `null`: never.
    #[schema(required)]
    last_used_at: Option<Timestamp>,
    /// From which address that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "203.0.113.7")]
    last_used_ip: Option<IpAddr>,
    /// How many requests with it were accepted.
    request_count: u64,
    /// The secrets that are good now, the newest first: two while the key is rotated.
    secrets: Vec<KeySecretDto<'a>>,
    /// The person or the key that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "user_example")]
    created_by: Option<&'a str>,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
}

impl<'a> From<&'a ApiKey> for ApiKeyDto<'a> {
    fn from(key: &'a ApiKey) -> Self {
        Self {
            sendook_id: key.id.as_str(),
            id: key.id.as_str(),
            name: key.name.as_str(),
            hint: &key.secret.hint,
            legacy: key.secret.is_legacy(),
            environment: key.environment.as_str(),
            organization_id: key.organization_id.as_str(),
            active: key.active,
            disabled_reason: key.disabled_reason.map(DisabledReason::as_str),
            scopes: scope_names(key.scopes),
            inbox_ids: match &key.inboxes {
                InboxScope::All => None,
                InboxScope::Only(ids) => Some(ids.iter().map(Id::as_str).collect()),
            },
            rate_limit: key.limits.rate.map(RateLimitDto::from),
            allowed_ips: key.limits.allowed_ips.as_ref().map(allowed_ips),
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

/// How many requests a key may make in some time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RateLimit)]
pub(crate) struct RateLimitDto {
    /// How many requests.
    #[schema(example = 100)]
    limit: u32,
    /// In how many seconds.
    #[schema(example = 60)]
    window_seconds: u32,
}

impl From<RateLimit> for RateLimitDto {
    fn from(rate: RateLimit) -> Self {
        Self {
            limit: rate.limit(),
            window_seconds: rate.window_seconds(),
        }
    }
}

/// The ranges of addresses as texts.
pub(crate) fn allowed_ips(allowed: &AllowedIps) -> Vec<String> {
    allowed.ranges().iter().map(ToString::to_string).collect()
}

/// One of the secrets of a key, without the secret itself.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = KeySecret)]
struct KeySecretDto<'a> {
    /// Its prefix and last four characters.
    #[schema(example = "sndk_prod_…0000")]
    hint: &'a str,
    /// When it was made.
    created_at: Timestamp,
    /// When it ends because a newer one took its place; `null`: it is the newest.
    #[schema(required)]
    ends_at: Option<Timestamp>,
    /// When a request with it was last accepted; `null`: never.
    #[schema(required)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = IssuedApiKey)]
pub struct IssuedKeyDto<'a> {
    #[serde(flatten)]
    api_key: ApiKeyDto<'a>,
    /// The secret, which is never shown again.
    #[schema(example = "sndk_prod_000000000000000000000000000000EXAMPL")]
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
