use std::sync::Arc;

use super::{Attempt, Challenge, StoredCredential, Strategy, WantedCredential};
use crate::credentials::TokenKind;
use crate::entities::UserSession;
use crate::ports::Clock;
use crate::use_cases::{SessionLifetimes, SessionUse};

/// Knows people by their access tokens.
#[derive(Clone)]
pub struct AccessTokenStrategy {
    clock: Arc<dyn Clock>,
    lifetimes: SessionLifetimes,
    used: Arc<SessionUse>,
}

impl AccessTokenStrategy {
    /// Lets tokens live so long, and notes when sessions are used.
    pub fn new(clock: Arc<dyn Clock>, lifetimes: SessionLifetimes, used: Arc<SessionUse>) -> Self {
        Self {
            clock,
            lifetimes,
            used,
        }
    }
}

impl Strategy for AccessTokenStrategy {
    type Principal = UserSession;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::AccessToken
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
    ) -> Result<UserSession, Challenge> {
        let Some(StoredCredential::AccessToken(stored)) = found else {
            return Err(Challenge::Unknown { got: kind });
        };
        let at = self.lifetimes.end_of_token(stored);
        if at <= self.clock.now() {
            return Err(Challenge::TokenExpired { got: kind, at });
        }
        Ok(stored.holder.clone())
    }

    fn authenticate(
        &self,
        attempt: &Attempt,
        found: Option<&StoredCredential>,
    ) -> Result<UserSession, Challenge> {
        let holder = self.judge(attempt.query.kind, found)?;
        self.used.note(&holder.session_id, self.clock.now());
        Ok(holder)
    }
}
