use super::{Challenge, Outcome, Strategy, WantedCredential};
use crate::credentials::{PlainToken, TokenKind};
use crate::entities::{KeyHolder, KeyState};
use crate::ports::{Ports, StoreError};

/// Knows services by their API keys.
#[derive(Clone)]
pub struct ApiKeyStrategy(Ports);

impl ApiKeyStrategy {
    /// Looks keys up through the given ports.
    pub fn new(ports: Ports) -> Self {
        Self(ports)
    }
}

impl Strategy for ApiKeyStrategy {
    type Principal = KeyHolder;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::ApiKey
    }

    fn authenticate(&self, token: &PlainToken<'_>) -> Result<Outcome<KeyHolder>, StoreError> {
        let TokenKind::ApiKey(environment) = token.kind() else {
            return Ok(Outcome::Pass);
        };
        let unknown = Outcome::Fail(Challenge::Unknown { got: token.kind() });
        let digest = token.digest(&*self.0.digester);
        let Some(stored) = self.0.store.key_by_digest(&digest)? else {
            return Ok(unknown);
        };
        if stored.environment != environment {
            return Ok(unknown);
        }
        Ok(match stored.state_at(self.0.clock.now()) {
            KeyState::Active => Outcome::Success(stored.holder),
            KeyState::Disabled => Outcome::Fail(Challenge::KeyDisabled),
            KeyState::Expired { at } => Outcome::Fail(Challenge::KeyExpired { at }),
        })
    }
}
