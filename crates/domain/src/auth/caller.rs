use super::{AccessTokenStrategy, ApiKeyStrategy, Outcome, Strategy, WantedCredential};
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

/// Knows services by their keys and people by their tokens.
pub struct EitherStrategy {
    keys: ApiKeyStrategy,
    tokens: AccessTokenStrategy,
}

impl EitherStrategy {
    /// Asks both strategies.
    pub fn new(keys: ApiKeyStrategy, tokens: AccessTokenStrategy) -> Self {
        Self { keys, tokens }
    }
}

impl Strategy for EitherStrategy {
    type Principal = Caller;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::Either
    }

    fn authenticate(&self, token: &PlainToken<'_>) -> Result<Outcome<Caller>, StoreError> {
        match self.keys.authenticate(token)? {
            Outcome::Pass => Ok(self.tokens.authenticate(token)?.map(Caller::User)),
            known => Ok(known.map(Caller::Key)),
        }
    }
}
