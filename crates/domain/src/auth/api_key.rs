use std::net::IpAddr;
use std::sync::Arc;

use super::{Challenge, Outcome, Strategy, WantedCredential};
use crate::credentials::{Digest, Environment, PlainToken, TokenKind};
use crate::entities::{KeyHolder, KeyState, StoredKey};
use crate::ports::{Ports, StoreError};
use crate::use_cases::KeyUseLog;

/// Knows services by their API keys.
#[derive(Clone)]
pub struct ApiKeyStrategy {
    ports: Ports,
    accepted: Arc<[Environment]>,
    used: Arc<KeyUseLog>,
}

impl ApiKeyStrategy {
    /// Looks keys up through the given ports, accepts those of some environments, and notes when keys are
    /// used.
    pub fn new(ports: Ports, accepted: &[Environment], used: Arc<KeyUseLog>) -> Self {
        Self {
            ports,
            accepted: accepted.into(),
            used,
        }
    }

    /// Judges a key, without noting that it was used.
    ///
    /// # Errors
    /// What the store reports.
    pub fn judge(&self, token: &PlainToken<'_>) -> Result<Outcome<KeyHolder>, StoreError> {
        Ok(match self.find(token)? {
            Found::NoKey => Outcome::Pass,
            Found::Unknown => Outcome::Fail(Challenge::Unknown { got: token.kind() }),
            Found::Key(_, stored) => self.decide(*stored),
        })
    }

    fn find(&self, token: &PlainToken<'_>) -> Result<Found, StoreError> {
        let TokenKind::ApiKey(environment) = token.kind() else {
            return Ok(Found::NoKey);
        };
        let digest = token.digest(&*self.ports.digester);
        let stored = self.ports.store.key_by_digest(&digest)?;
        // A key whose prefix was edited is not the key that was issued.
        let stored = stored.filter(|stored| stored.environment == environment);
        Ok(stored.map_or(Found::Unknown, |stored| {
            Found::Key(digest, Box::new(stored))
        }))
    }

    fn decide(&self, stored: StoredKey) -> Outcome<KeyHolder> {
        let now = self.ports.clock.now();
        match stored.state_at(now) {
            KeyState::Disabled => Outcome::Fail(Challenge::KeyDisabled),
            KeyState::Expired { at } => Outcome::Fail(Challenge::KeyExpired { at }),
            KeyState::Active if !self.accepted.contains(&stored.environment) => {
                Outcome::Fail(Challenge::EnvironmentRefused(stored.environment))
            }
            KeyState::Active => Outcome::Success(stored.holder_at(now)),
        }
    }
}

/// What lies under a presented key.
enum Found {
    /// It is no API key at all.
    NoKey,
    Unknown,
    Key(Digest, Box<StoredKey>),
}

impl Strategy for ApiKeyStrategy {
    type Principal = KeyHolder;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::ApiKey
    }

    fn authenticate(
        &self,
        token: &PlainToken<'_>,
        client: Option<IpAddr>,
    ) -> Result<Outcome<KeyHolder>, StoreError> {
        let (digest, stored) = match self.find(token)? {
            Found::NoKey => return Ok(Outcome::Pass),
            Found::Unknown => {
                return Ok(Outcome::Fail(Challenge::Unknown { got: token.kind() }));
            }
            Found::Key(digest, stored) => (digest, *stored),
        };
        let now = self.ports.clock.now();
        let (key, organization) = (
            stored.holder.key_id.clone(),
            stored.holder.organization_id.clone(),
        );
        let outcome = self.decide(stored);
        match &outcome {
            Outcome::Success(_) => self.used.note(&key, digest, client, now),
            Outcome::Fail(Challenge::KeyDisabled | Challenge::KeyExpired { .. }) => {
                self.used.note_after_end(&key, &organization, client, now);
            }
            Outcome::Fail(_) | Outcome::Pass => {}
        }
        Ok(outcome)
    }
}
