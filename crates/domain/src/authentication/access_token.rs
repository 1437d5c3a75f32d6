use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Attempt, Challenge, StoredCredential, Strategy, WantedCredential};
use crate::entities::UserSession;
use crate::policies::SessionLifetimes;
use crate::tokens::TokenKind;
use crate::usage::SessionUse;

/// Knows people by their access tokens.
#[derive(Clone)]
pub struct AccessTokenStrategy {
    lifetimes: SessionLifetimes,
    used: Arc<SessionUse>,
}

impl AccessTokenStrategy {
    /// Lets tokens live so long, and notes when sessions are used.
    pub fn new(lifetimes: SessionLifetimes, used: Arc<SessionUse>) -> Self {
        Self { lifetimes, used }
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
        now: DateTime<Utc>,
    ) -> Result<UserSession, Challenge> {
        let Some(StoredCredential::AccessToken(stored)) = found else {
            return Err(Challenge::Unknown { got: kind });
        };
        let at = self.lifetimes.end_of_token(stored);
        if at <= now {
            return Err(Challenge::TokenExpired { got: kind, at });
        }
        Ok(stored.holder.clone())
    }

    fn authenticate(
        &self,
        attempt: &Attempt,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<UserSession, Challenge> {
        let holder = self.judge(attempt.query.kind, found, now)?;
        self.used.note(&holder.session_id, now);
        Ok(holder)
    }
}
