use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    AcceptedCredential, Attempt, CredentialError, StoredCredential, Strategy, UserPrincipal,
};
use crate::policies::SessionLifetimes;
use crate::ports::UsageLog;
use crate::tokens::TokenKind;

/// Knows people by their access tokens.
#[derive(Clone)]
pub struct AccessTokenStrategy {
    lifetimes: SessionLifetimes,
    usage: Arc<dyn UsageLog>,
}

impl AccessTokenStrategy {
    /// Lets tokens live so long, and notes when sessions are used.
    pub fn new(lifetimes: SessionLifetimes, usage: Arc<dyn UsageLog>) -> Self {
        Self { lifetimes, usage }
    }
}

impl Strategy for AccessTokenStrategy {
    type Principal = UserPrincipal;

    fn wanted(&self) -> AcceptedCredential {
        AcceptedCredential::AccessToken
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<UserPrincipal, CredentialError> {
        let Some(StoredCredential::AccessToken(stored)) = found else {
            return Err(CredentialError::Unknown { got: kind });
        };
        let at = self.lifetimes.end_of_token(stored);
        if at <= now {
            return Err(CredentialError::TokenExpired { got: kind, at });
        }
        Ok(UserPrincipal::new(
            stored.user_id.clone(),
            stored.session_id.clone(),
        ))
    }

    fn note(
        &self,
        _: &Attempt,
        found: &StoredCredential,
        refused: Option<CredentialError>,
        now: DateTime<Utc>,
    ) {
        if let (StoredCredential::AccessToken(stored), None) = (found, refused) {
            self.usage.session_used(&stored.session_id, now);
        }
    }
}
