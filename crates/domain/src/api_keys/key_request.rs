use chrono::{DateTime, Utc};

use crate::authorization::Denial;
use crate::entities::{ApiKey, InboxScope, KeySecret, KeyState, RequestLimits, ScopeSet};
use crate::ports::StoreError;
use crate::tokens::UnsearchableText;
use crate::values::{Environment, KeyName, Secret};

/// The requested properties of a new key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRequest {
    /// What people will call it.
    pub name: KeyName,
    /// Where it is meant to be used.
    pub environment: Environment,
    /// What it may do.
    pub scopes: ScopeSet,
    /// Which inboxes it may do it to.
    pub inboxes: InboxScope,
    /// How often and from where it may be used.
    pub limits: RequestLimits,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

impl KeyRequest {
    /// A key for production with full access and no limits that does not expire.
    pub fn new(name: KeyName) -> Self {
        Self {
            name,
            environment: Environment::Production,
            scopes: ScopeSet::full(),
            inboxes: InboxScope::All,
            limits: RequestLimits::default(),
            expires_at: None,
        }
    }
}

/// A key that was just made, with the secret that is shown once.
#[derive(Debug, Clone)]
pub struct IssuedKey {
    /// The key as people will see it from now on.
    pub key: ApiKey,
    /// The secret.
    pub secret: Secret,
}

/// Why a key was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyRequestError {
    /// It may not be done.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The key is to have no scope.
    #[error("A key needs at least one scope.")]
    NoScopes,
    /// The key is to be restricted to more inboxes than a key can be.
    #[error("A key can be restricted to at most 100 inboxes.")]
    TooManyInboxes,
    /// A new key is to be restricted to no inbox at all.
    #[error("Name at least one inbox, or leave inbox_ids out to reach them all.")]
    NoInboxes,
    /// The end lies in the past.
    #[error("The expiry must lie in the future.")]
    ExpiryInThePast,
    /// The key is to reach inboxes that the organization does not have.
    #[error("There is no inbox \"{0}\" in this organization.")]
    UnknownInbox(String),
    /// The key has changed since the moment that the request is about.
    #[error("This API key has changed since.")]
    Outdated,
    /// A leaked key is to be enabled with the secret that leaked.
    #[error("This API key has leaked. Rotate it first, then enable it.")]
    Leaked,
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a text was not searched for keys.
#[derive(Debug, thiserror::Error)]
pub enum IdentifyError {
    /// It is too long, or holds too many credentials.
    #[error(transparent)]
    Text(#[from] UnsearchableText),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key that was found somewhere, as its organization sees it.
#[derive(Debug, Clone)]
pub struct IdentifiedKey {
    /// The key.
    pub key: ApiKey,
    /// Whether it is good for a request now.
    pub state: KeyState,
    /// The secret that was found.
    pub secret: KeySecret,
    /// Whether that is the old secret of a key that was rotated.
    pub is_old: bool,
}
