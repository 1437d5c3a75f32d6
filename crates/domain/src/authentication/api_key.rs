use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Attempt, Challenge, KeyHolder, StoredCredential, Strategy, WantedCredential};
use crate::entities::{DisabledReason, KeyState, StoredKey};
use crate::ports::UsageLog;
use crate::tokens::TokenKind;
use crate::values::Environment;

/// Knows services by their API keys.
#[derive(Clone)]
pub struct ApiKeyStrategy {
    accepted: Arc<[Environment]>,
    usage: Arc<dyn UsageLog>,
}

impl ApiKeyStrategy {
    /// Accepts keys of some environments, and notes when keys are used.
    pub fn new(accepted: &[Environment], usage: Arc<dyn UsageLog>) -> Self {
        Self {
            accepted: accepted.into(),
            usage,
        }
    }

    fn decide(&self, stored: &Arc<StoredKey>, now: DateTime<Utc>) -> Result<KeyHolder, Challenge> {
        let environment = stored.key.environment;
        match stored.state_at(now) {
            KeyState::Disabled => Err(match stored.key.disabled_reason {
                Some(DisabledReason::Leaked) => Challenge::KeyLeaked,
                None => Challenge::KeyDisabled,
            }),
            KeyState::Expired { at } => Err(Challenge::KeyExpired { at }),
            KeyState::Active if !self.accepted.contains(&environment) => {
                Err(Challenge::EnvironmentRefused(environment))
            }
            KeyState::Active => Ok(KeyHolder::at(Arc::clone(stored), now)),
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
        now: DateTime<Utc>,
    ) -> Result<KeyHolder, Challenge> {
        match found {
            Some(StoredCredential::Key(stored)) if is_as_issued(kind, stored) => {
                self.decide(stored, now)
            }
            _ => Err(Challenge::Unknown { got: kind }),
        }
    }

    fn note(
        &self,
        attempt: &Attempt,
        found: &StoredCredential,
        refused: Option<Challenge>,
        now: DateTime<Utc>,
    ) {
        let StoredCredential::Key(stored) = found else {
            return;
        };
        let (key, client) = (&stored.key, attempt.client);
        match refused {
            None => self
                .usage
                .key_used(stored, attempt.query.digest, client, now),
            Some(Challenge::KeyDisabled | Challenge::KeyLeaked | Challenge::KeyExpired { .. }) => {
                self.usage.key_rejected(key, client, now);
            }
            Some(_) => {}
        }
    }

    fn ends_soon(&self, holder: &KeyHolder) -> Option<DateTime<Utc>> {
        holder.ends_soon()
    }
}

/// A key whose prefix was edited is not the key that was issued.
fn is_as_issued(kind: TokenKind, stored: &StoredKey) -> bool {
    kind == TokenKind::ApiKey(stored.key.environment)
}
