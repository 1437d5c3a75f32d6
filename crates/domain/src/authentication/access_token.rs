use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::authenticator::Strategy;
use super::credential::{Attempt, StoredCredential};
use super::credential_error::{AcceptedCredential, AuthenticationError, CredentialError};
use crate::entities::{Session, TokenState, User};
use crate::policies::SessionLifetimes;
use crate::ports::UsageLog;
use crate::tokens::TokenKind;
use crate::values::Id;

/// A person, by an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPrincipal {
    user_id: Id<User>,
    session_id: Id<Session>,
}

impl UserPrincipal {
    pub(crate) fn new(user_id: Id<User>, session_id: Id<Session>) -> Self {
        Self {
            user_id,
            session_id,
        }
    }

    /// Who it is.
    pub fn user_id(&self) -> &Id<User> {
        &self.user_id
    }

    /// By which login.
    pub fn session_id(&self) -> &Id<Session> {
        &self.session_id
    }
}

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
    ) -> Result<UserPrincipal, AuthenticationError> {
        let stored = match found {
            Some(StoredCredential::AccessToken(stored)) => stored,
            Some(StoredCredential::Key(stored)) => {
                let got = TokenKind::ApiKey(stored.key.environment);
                let wanted = self.wanted();
                return Err(CredentialError::WrongKind { got, wanted }.into());
            }
            _ => return Err(CredentialError::Unknown { got: kind }.into()),
        };
        let got = TokenKind::AccessToken;
        match stored.state_at(now, self.lifetimes.idle) {
            TokenState::Active => Ok(UserPrincipal::new(
                stored.user_id.clone(),
                stored.session_id.clone(),
            )),
            TokenState::Expired { at } => Err(CredentialError::TokenExpired { got, at }.into()),
        }
    }

    fn note(
        &self,
        _: &Attempt,
        found: &StoredCredential,
        refused: Option<&AuthenticationError>,
        now: DateTime<Utc>,
    ) {
        if let (StoredCredential::AccessToken(stored), None) = (found, refused) {
            self.usage.session_used(&stored.session_id, now);
        }
    }
}
