use super::{Challenge, Outcome, Strategy, WantedCredential};
use crate::credentials::{PlainToken, TokenKind};
use crate::entities::UserSession;
use crate::ports::{Ports, StoreError};

/// Knows people by their access tokens.
pub struct AccessTokenStrategy(Ports);

impl AccessTokenStrategy {
    /// Looks tokens up through the given ports.
    pub fn new(ports: Ports) -> Self {
        Self(ports)
    }
}

impl Strategy for AccessTokenStrategy {
    type Principal = UserSession;

    fn wanted(&self) -> WantedCredential {
        WantedCredential::AccessToken
    }

    fn authenticate(&self, token: &PlainToken<'_>) -> Result<Outcome<UserSession>, StoreError> {
        if token.kind() != TokenKind::AccessToken {
            return Ok(Outcome::Pass);
        }
        let digest = token.digest(&*self.0.digester);
        let Some(stored) = self.0.store.access_token_by_digest(&digest)? else {
            return Ok(Outcome::Fail(Challenge::Unknown { got: token.kind() }));
        };
        if stored.expires_at <= self.0.clock.now() {
            return Ok(Outcome::Fail(Challenge::TokenExpired {
                at: stored.expires_at,
            }));
        }
        Ok(Outcome::Success(stored.holder))
    }
}
