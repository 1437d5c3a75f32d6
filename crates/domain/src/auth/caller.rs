use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::{
    AccessTokenStrategy, ApiKeyStrategy, CredentialHolder, Outcome, Strategy, WantedCredential,
};
use crate::credentials::PlainToken;
use crate::entities::{KeyHolder, UserSession};
use crate::ports::StoreError;

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
    /// Asks both strategies.
    pub fn new(keys: ApiKeyStrategy, tokens: AccessTokenStrategy) -> Self {
        Self { keys, tokens }
    }

    /// Judges a credential, without noting that it was used.
    ///
    /// # Errors
    /// What the store reports.
    pub fn judge(&self, token: &PlainToken<'_>) -> Result<Outcome<Caller>, StoreError> {
        match self.keys.judge(token)? {
            Outcome::Pass => Ok(self.tokens.judge(token)?.map(Caller::User)),
            known => Ok(known.map(Caller::Key)),
        }
    }
}

impl Strategy for EitherStrategy {
    type Principal = Caller;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::Either
    }

    fn authenticate(
        &self,
        token: &PlainToken<'_>,
        client: Option<IpAddr>,
    ) -> Result<Outcome<Caller>, StoreError> {
        match self.keys.authenticate(token, client)? {
            Outcome::Pass => Ok(self.tokens.authenticate(token, client)?.map(Caller::User)),
            known => Ok(known.map(Caller::Key)),
        }
    }
}
