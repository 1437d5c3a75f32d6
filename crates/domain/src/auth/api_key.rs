use std::net::IpAddr;
use std::sync::Arc;

use super::{Attempt, Challenge, StoredCredential, Strategy, WantedCredential};
use crate::credentials::{Environment, TokenKind};
use crate::entities::{KeyHolder, KeyState, StoredKey};
use crate::ports::Clock;
use crate::use_cases::KeyUseLog;

/// Knows services by their API keys.
#[derive(Clone)]
pub struct ApiKeyStrategy {
    clock: Arc<dyn Clock>,
    accepted: Arc<[Environment]>,
    used: Arc<KeyUseLog>,
}

impl ApiKeyStrategy {
    /// Accepts keys of some environments, and notes when keys are used.
    pub fn new(clock: Arc<dyn Clock>, accepted: &[Environment], used: Arc<KeyUseLog>) -> Self {
        Self {
            clock,
            accepted: accepted.into(),
            used,
        }
    }

    fn decide(&self, stored: &Arc<StoredKey>) -> Result<KeyHolder, Challenge> {
        let now = self.clock.now();
        let environment = stored.key.environment;
        match stored.state_at(now) {
            KeyState::Disabled => Err(Challenge::KeyDisabled),
            KeyState::Expired { at } => Err(Challenge::KeyExpired { at }),
            KeyState::Active if !self.accepted.contains(&environment) => {
                Err(Challenge::EnvironmentRefused(environment))
            }
            KeyState::Active => Ok(KeyHolder::at(Arc::clone(stored), now)),
        }
    }

    fn note(&self, attempt: &Attempt, stored: &StoredKey, judged: &Result<KeyHolder, Challenge>) {
        let (key, now) = (&stored.key, self.clock.now());
        let client: Option<IpAddr> = attempt.client;
        match judged {
            Ok(_) => self.used.note(&key.id, attempt.query.digest, client, now),
            Err(Challenge::KeyDisabled | Challenge::KeyExpired { .. }) => {
                self.used
                    .note_after_end(&key.id, &key.organization_id, client, now);
            }
            Err(_) => {}
        }
    }
}

impl Strategy for ApiKeyStrategy {
    type Principal = KeyHolder;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::ApiKey
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
    ) -> Result<KeyHolder, Challenge> {
        match found {
            Some(StoredCredential::Key(stored)) if is_as_issued(kind, stored) => {
                self.decide(stored)
            }
            _ => Err(Challenge::Unknown { got: kind }),
        }
    }

    fn authenticate(
        &self,
        attempt: &Attempt,
        found: Option<&StoredCredential>,
    ) -> Result<KeyHolder, Challenge> {
        let judged = self.judge(attempt.query.kind, found);
        if let Some(StoredCredential::Key(stored)) = found {
            self.note(attempt, stored, &judged);
        }
        judged
    }
}

/// A key whose prefix was edited is not the key that was issued.
fn is_as_issued(kind: TokenKind, stored: &StoredKey) -> bool {
    kind == TokenKind::ApiKey(stored.key.environment)
}
