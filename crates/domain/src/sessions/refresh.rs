use super::{IssuedSession, SessionService};
use crate::authentication::{AcceptedCredential, AuthenticationError, CredentialError};
use crate::entities::{
    AuditAction, ClientInfo, PresentedRefresh, RefreshClient, RefreshDecision, StoredRefreshToken,
    User,
};
use crate::ports::{EndSessions, NewGeneration, StoreError};
use crate::tokens::{PlainToken, TokenKind};

/// How often a refresh is judged again when another one of the same session came between.
const MAX_RACES: usize = 4;

/// How a renewal went.
enum Renewal {
    Issued(Box<IssuedSession>),
    Stolen,
    /// Another refresh of the session came between: judge again.
    Overtaken,
}

impl SessionService {
    /// Trades a refresh token for a new pair. It works once; used again, it is either forgiven or ends its
    /// session, as [`RefreshChain`](crate::entities::RefreshChain) decides.
    ///
    /// # Errors
    /// [`AuthenticationError`]; then there is no new pair.
    pub fn refresh(
        &self,
        refresh_token: &str,
        origin: &ClientInfo,
    ) -> Result<IssuedSession, AuthenticationError> {
        let token = PlainToken::parse(refresh_token).map_err(CredentialError::Malformed)?;
        let got = token.kind();
        if got != TokenKind::RefreshToken {
            let wanted = AcceptedCredential::RefreshToken;
            return Err(CredentialError::WrongKind { got, wanted }.into());
        }
        let digest = token.digest(&*self.issuer.digester);
        for _ in 0..MAX_RACES {
            let Some(stored) = self.store.refresh_token_by_digest(&digest)? else {
                return Err(CredentialError::Unknown { got }.into());
            };
            let end = stored.session.ends_at(self.lifetimes.idle);
            if end <= self.issuer.clock.now() {
                return Err(CredentialError::TokenExpired { got, at: end }.into());
            }
            let Some(user) = self.users.user(&stored.session.user_id)? else {
                return Err(CredentialError::Unknown { got }.into());
            };
            match self.renew(&stored, user, origin)? {
                Renewal::Issued(issued) => return Ok(*issued),
                Renewal::Stolen => return Err(CredentialError::Unknown { got }.into()),
                Renewal::Overtaken => {}
            }
        }
        Err(StoreError::unavailable("too many refreshes of one session at once").into())
    }

    fn renew(
        &self,
        stored: &StoredRefreshToken,
        user: User,
        origin: &ClientInfo,
    ) -> Result<Renewal, StoreError> {
        let now = self.issuer.clock.now();
        let (id, generation) = (&stored.session.id, stored.chain.generation);
        let client = RefreshClient::of(origin);
        let decision = stored.chain.decide(&PresentedRefresh {
            generation: stored.generation,
            client: client.clone(),
            successor_used: self.is_successor_used(stored),
            successor_ends_at: stored.chain.began_at + self.lifetimes.access_token,
            now,
        });
        if decision == RefreshDecision::Stolen {
            let audit = self.audit(AuditAction::RefreshReused, &user.id, id, origin)?;
            self.store
                .end_sessions(&user.id, &EndSessions::Only(id.clone()), &audit)?;
            return Ok(Renewal::Stolen);
        }
        let (tokens, issued) = self.issue_tokens(user, &stored.session)?;
        let kept = if decision == RefreshDecision::Advance {
            let next = NewGeneration {
                began_at: now,
                began_by: client,
            };
            self.store.advance_session(id, generation, &next, &tokens)?
        } else {
            self.store.add_tokens(id, generation, &tokens)?
        };
        Ok(if kept {
            Renewal::Issued(Box::new(issued))
        } else {
            Renewal::Overtaken
        })
    }

    /// Whether an access token of the current generation was used. Each step notes when the session had last been used, so
    /// that any other time is that of a later use, whichever way the clock went.
    fn is_successor_used(&self, stored: &StoredRefreshToken) -> bool {
        let before = stored.chain.used_at;
        let unwritten = self.usage.unwritten_session_use(&stored.session.id);
        stored.session.last_used_at != before || unwritten.is_some_and(|at| at > before)
    }
}
