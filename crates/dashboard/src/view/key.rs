use chrono::{DateTime, Utc};
use sendook_domain::entities::{ApiKey, DisabledReason, InboxScope, KeySecret, KeyState, Scope};
use sendook_domain::values::{AllowedIps, Environment};

use super::Moment;

/// A key as pages show it.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) environment: &'static str,
    pub(crate) access: Vec<&'static str>,
    pub(crate) inboxes: String,
    /// Empty without a limit.
    pub(crate) rate: String,
    /// Empty if it is accepted from all.
    pub(crate) addresses: String,
    pub(crate) state: &'static str,
    pub(crate) active: bool,
    pub(crate) leaked: bool,
    pub(crate) created: Moment,
    pub(crate) created_by: String,
    /// The id of who made it; empty if that is not known.
    pub(crate) maker: String,
    pub(crate) last_used: Option<Moment>,
    pub(crate) last_used_from: String,
    pub(crate) requests: u64,
    pub(crate) expires: Option<Moment>,
    pub(crate) secret: SecretView,
    /// The old secret, while the key is rotated.
    pub(crate) previous: Option<SecretView>,
}

/// One of the secrets of a key.
pub(crate) struct SecretView {
    /// When it was made, in microseconds: by that, a form says which secret it is about.
    pub(crate) made: i64,
    pub(crate) hint: String,
    /// Whether it came from Sendook's mail platform.
    pub(crate) legacy: bool,
    pub(crate) created: Moment,
    pub(crate) last_used: Option<Moment>,
    pub(crate) ends: Option<Moment>,
}

impl Key {
    pub(crate) fn new(key: &ApiKey, created_by: String, now: DateTime<Utc>) -> Self {
        let moment = |at| Moment::new(at, now);
        Self {
            id: key.id.to_string(),
            name: key.name.as_str().to_owned(),
            environment: match key.environment {
                Environment::Production => "Production",
                Environment::Staging => "Staging",
                Environment::Development => "Development",
            },
            access: key.scopes.iter().map(scope_label).collect(),
            inboxes: reach_label(&key.inboxes),
            rate: key
                .limits
                .rate
                .map(|rate| rate.to_string())
                .unwrap_or_default(),
            addresses: key
                .limits
                .allowed_ips
                .as_ref()
                .map(AllowedIps::to_text)
                .unwrap_or_default(),
            state: match key.state_at(now) {
                KeyState::Active => "active",
                KeyState::Disabled => "disabled",
                KeyState::Expired { .. } => "expired",
            },
            active: key.active,
            leaked: key.disabled_reason == Some(DisabledReason::Leaked),
            created: moment(key.created_at),
            created_by,
            maker: key
                .created_by
                .as_ref()
                .map(|maker| maker.as_str().to_owned())
                .unwrap_or_default(),
            last_used: key.last_used_at.map(moment),
            last_used_from: key
                .last_used_ip
                .map(|ip| ip.to_string())
                .unwrap_or_default(),
            requests: key.request_count,
            expires: key.expires_at.map(moment),
            secret: SecretView::new(&key.secret, now),
            previous: key
                .previous
                .as_ref()
                .map(|secret| SecretView::new(secret, now)),
        }
    }
}

impl SecretView {
    pub(crate) fn new(secret: &KeySecret, now: DateTime<Utc>) -> Self {
        Self {
            made: secret.created_at.timestamp_micros(),
            hint: secret.hint.clone(),
            legacy: secret.is_legacy(),
            created: Moment::new(secret.created_at, now),
            last_used: secret.last_used_at.map(|at| Moment::new(at, now)),
            ends: secret.ends_at.map(|at| Moment::new(at, now)),
        }
    }
}

/// How many inboxes are reached, in words.
pub(super) fn reach_label(inboxes: &InboxScope) -> String {
    match inboxes {
        InboxScope::All => "all inboxes".to_owned(),
        InboxScope::Only(ids) if ids.is_empty() => "no inbox".to_owned(),
        InboxScope::Only(ids) if ids.len() == 1 => "1 inbox".to_owned(),
        InboxScope::Only(ids) => format!("{} inboxes", ids.len()),
    }
}

/// A scope in words.
pub(crate) fn scope_label(scope: Scope) -> &'static str {
    match scope {
        Scope::FullAccess => "Full access",
        Scope::InboxesRead => "Read inboxes",
        Scope::InboxesWrite => "Create and delete inboxes",
        Scope::KeysRead => "Read API keys",
        Scope::KeysWrite => "Manage API keys",
        Scope::TokensIntrospect => "Check and revoke credentials",
        // Of the application that the dashboard is mounted in: it has no other name.
        other => other.as_str(),
    }
}
