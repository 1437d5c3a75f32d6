use std::net::IpAddr;
use std::sync::Arc;

use super::{Challenge, Outcome, Strategy, WantedCredential};
use crate::credentials::{PlainToken, TokenKind};
use crate::entities::UserSession;
use crate::ports::{Ports, StoreError};
use crate::use_cases::{SessionLifetimes, SessionUse};

/// Knows people by their access tokens.
#[derive(Clone)]
pub struct AccessTokenStrategy {
    ports: Ports,
    lifetimes: SessionLifetimes,
    used: Arc<SessionUse>,
}

impl AccessTokenStrategy {
    /// Looks tokens up through the given ports, and notes when sessions are used.
    pub fn new(ports: Ports, lifetimes: SessionLifetimes, used: Arc<SessionUse>) -> Self {
        Self {
            ports,
            lifetimes,
            used,
        }
    }

    /// Judges a token, without noting that its session was used.
    ///
    /// # Errors
    /// What the store reports.
    pub fn judge(&self, token: &PlainToken<'_>) -> Result<Outcome<UserSession>, StoreError> {
        if token.kind() != TokenKind::AccessToken {
            return Ok(Outcome::Pass);
        }
        let digest = token.digest(&*self.ports.digester);
        let Some(stored) = self.ports.store.access_token_by_digest(&digest)? else {
            return Ok(Outcome::Fail(Challenge::Unknown { got: token.kind() }));
        };
        let now = self.ports.clock.now();
        let at = self.lifetimes.end(stored.expires_at, stored.last_used_at);
        if at <= now {
            return Ok(Outcome::Fail(Challenge::TokenExpired {
                got: token.kind(),
                at,
            }));
        }
        Ok(Outcome::Success(stored.holder))
    }
}

impl Strategy for AccessTokenStrategy {
    type Principal = UserSession;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::AccessToken
    }

    fn authenticate(
        &self,
        token: &PlainToken<'_>,
        _: Option<IpAddr>,
    ) -> Result<Outcome<UserSession>, StoreError> {
        let outcome = self.judge(token)?;
        if let Outcome::Success(holder) = &outcome {
            self.used.note(&holder.session_id, self.ports.clock.now());
        }
        Ok(outcome)
    }
}
