use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    AcceptedCredential, ApiKeyPrincipal, Attempt, CredentialError, StoredCredential, Strategy,
};
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

    fn decide(
        &self,
        stored: &Arc<StoredKey>,
        now: DateTime<Utc>,
    ) -> Result<ApiKeyPrincipal, CredentialError> {
        let environment = stored.key.environment;
        match stored.state_at(now) {
            KeyState::Disabled => Err(match stored.key.disabled_reason {
                Some(DisabledReason::Leaked) => CredentialError::KeyLeaked,
                None => CredentialError::KeyDisabled,
            }),
            KeyState::Expired { at } => Err(CredentialError::KeyExpired { at }),
            KeyState::Active if !self.accepted.contains(&environment) => {
                Err(CredentialError::EnvironmentRefused(environment))
            }
            KeyState::Active => Ok(ApiKeyPrincipal::at(Arc::clone(stored), now)),
        }
    }
}

impl Strategy for ApiKeyStrategy {
    type Principal = ApiKeyPrincipal;

    fn wanted(&self) -> AcceptedCredential {
        AcceptedCredential::ApiKey
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<ApiKeyPrincipal, CredentialError> {
        match found {
            Some(StoredCredential::Key(stored)) if is_as_issued(kind, stored) => {
                self.decide(stored, now)
            }
            _ => Err(CredentialError::Unknown { got: kind }),
        }
    }

    fn note(
        &self,
        attempt: &Attempt,
        found: &StoredCredential,
        refused: Option<CredentialError>,
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
            Some(
                CredentialError::KeyDisabled
                | CredentialError::KeyLeaked
                | CredentialError::KeyExpired { .. },
            ) => {
                self.usage.key_rejected(key, client, now);
            }
            Some(_) => {}
        }
    }

    fn ends_soon(&self, holder: &ApiKeyPrincipal) -> Option<DateTime<Utc>> {
        holder.ends_soon()
    }
}

/// A key whose prefix was edited is not the key that was issued.
fn is_as_issued(kind: TokenKind, stored: &StoredKey) -> bool {
    kind == TokenKind::ApiKey(stored.key.environment)
}
