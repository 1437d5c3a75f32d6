use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::access_token::{AccessTokenStrategy, UserPrincipal};
use super::api_key::{ApiKeyPrincipal, ApiKeyStrategy};
use super::authenticator::Strategy;
use super::credential::{Attempt, StoredCredential};
use super::credential_error::{AcceptedCredential, AuthenticationError};
use super::notice::Notice;
use crate::tokens::TokenKind;

/// A service or a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A service.
    Key(ApiKeyPrincipal),
    /// A person.
    User(UserPrincipal),
}

/// Knows services by their keys and people by their tokens.
#[derive(Clone)]
pub struct EitherStrategy {
    keys: ApiKeyStrategy,
    tokens: AccessTokenStrategy,
}

impl EitherStrategy {
    /// Asks the strategy whose kind a credential is of.
    pub fn new(keys: ApiKeyStrategy, tokens: AccessTokenStrategy) -> Self {
        Self { keys, tokens }
    }
}

impl Strategy for EitherStrategy {
    type Principal = Caller;

    fn wanted(&self) -> AcceptedCredential {
        AcceptedCredential::Either
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Caller, AuthenticationError> {
        match (kind, found) {
            (TokenKind::ApiKey(_) | TokenKind::RunToken, _)
            | (TokenKind::Legacy, Some(StoredCredential::Key(_))) => {
                self.keys.judge(kind, found, now).map(Caller::Key)
            }
            _ => self.tokens.judge(kind, found, now).map(Caller::User),
        }
    }

    fn admit(
        &self,
        caller: &mut Caller,
        client: Option<IpAddr>,
    ) -> Result<(), AuthenticationError> {
        match caller {
            Caller::Key(holder) => self.keys.admit(holder, client),
            Caller::User(session) => self.tokens.admit(session, client),
        }
    }

    fn note(
        &self,
        attempt: &Attempt,
        found: &StoredCredential,
        refused: Option<&AuthenticationError>,
        now: DateTime<Utc>,
    ) {
        match found {
            StoredCredential::Key(_) | StoredCredential::RunToken(..) => {
                self.keys.note(attempt, found, refused, now);
            }
            StoredCredential::AccessToken(_) => self.tokens.note(attempt, found, refused, now),
        }
    }

    fn notice(&self, caller: &Caller) -> Option<Notice> {
        match caller {
            Caller::Key(holder) => self.keys.notice(holder),
            Caller::User(session) => self.tokens.notice(session),
        }
    }
}
