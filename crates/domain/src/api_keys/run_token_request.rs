use chrono::TimeDelta;

use super::key_request::KeyRequestError;
use crate::authorization::Denial;
use crate::entities::{InboxScope, RunToken, Scope, ScopeSet};
use crate::policies::{LIVE_RUN_TOKENS_PER_KEY, RunTokenLifetime};
use crate::ports::StoreError;
use crate::values::{RunTokenLabel, Secret};

/// The requested properties of a run token. `None`: as the key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunTokenRequest {
    /// What it may do.
    pub scopes: Option<ScopeSet>,
    /// Which inboxes it may do it to.
    pub inboxes: Option<InboxScope>,
    /// How long it lives, unless its key ends sooner.
    pub lifetime: RunTokenLifetime,
    /// What it is for.
    pub label: Option<RunTokenLabel>,
}

/// A run token that was just made, with the secret that is shown once.
#[derive(Debug, Clone)]
pub struct IssuedRunToken {
    /// The token as it is listed from now on.
    pub token: RunToken,
    /// The secret.
    pub secret: Secret,
}

/// Why no run token was made.
#[derive(Debug, thiserror::Error)]
pub enum RunTokenError {
    /// It may not be done.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The token is to have no scope.
    #[error("A run token needs at least one scope.")]
    NoScopes,
    /// The token is to have a scope that the key lacks.
    #[error("The API key does not have the scope \"{}\".", .0.as_str())]
    ScopeExceedsKey(Scope),
    /// No key can be restricted to inboxes in this way.
    #[error(transparent)]
    Inboxes(#[from] KeyRequestError),
    /// The token is to reach an inbox that the key does not reach, whether it exists or not.
    #[error("There is no inbox \"{0}\" that the API key reaches.")]
    UnknownInbox(String),
    /// The key, or the secret that it was presented with, ended while the token was made.
    #[error("The API key has ended.")]
    KeyGone,
    /// The key has as many run tokens as it may have; the first of them expires after this time.
    #[error("This API key already has {LIVE_RUN_TOKENS_PER_KEY} run tokens that are good now.")]
    TooMany(TimeDelta),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
