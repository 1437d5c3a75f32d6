use chrono::{DateTime, Utc};

use super::{
    AccessTokenStrategy, ApiKeyStrategy, Attempt, Challenge, StoredCredential, Strategy,
    WantedCredential,
};
use crate::entities::{CredentialHolder, KeyHolder, UserSession};
use crate::tokens::TokenKind;

/// Whoever presented a good credential, of either kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A service.
    Key(KeyHolder),
    /// A person.
    User(UserSession),
}

impl CredentialHolder for Caller {
    fn ends_soon(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Key(holder) => holder.ends_soon(),
            Self::User(session) => session.ends_soon(),
        }
    }
}

/// Knows services by their keys and people by their tokens.
#[derive(Clone)]
pub struct EitherStrategy {
    keys: ApiKeyStrategy,
    tokens: AccessTokenStrategy,
}

impl EitherStrategy {
    /// Asks the strategy whose kind a credential is of.
    pub fn new(keys: ApiKeyStrategy, tokens: AccessTokenStrategy) -> Self {
        Self { keys, tokens }
    }
}

impl Strategy for EitherStrategy {
    type Principal = Caller;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::Either
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Caller, Challenge> {
        match kind {
            TokenKind::ApiKey(_) => self.keys.judge(kind, found, now).map(Caller::Key),
            _ => self.tokens.judge(kind, found, now).map(Caller::User),
        }
    }

    fn authenticate(
        &self,
        attempt: &Attempt,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Caller, Challenge> {
        match attempt.query.kind {
            TokenKind::ApiKey(_) => self.keys.authenticate(attempt, found, now).map(Caller::Key),
            _ => self
                .tokens
                .authenticate(attempt, found, now)
                .map(Caller::User),
        }
    }
}
