//! Sessions of people: issuing, renewing, listing and ending them.

use chrono::{DateTime, Utc};

use crate::authentication::{
    AcceptedCredential, AuthenticationError, CredentialError, UserPrincipal,
};
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, PasswordHash, Session, StoredRefreshToken, User,
};
use crate::entities::{PresentedRefresh, RefreshClient, RefreshDecision};
use crate::policies::SessionLifetimes;
use crate::ports::{EndSessions, NewGeneration, NewSession, NewTokens, Ports, StoreError};
use crate::tokens::{IssuedToken, PlainToken, TokenKind};
use crate::values::{Id, Secret};

/// How often a refresh is judged anew when another one of the same session came between.
const MAX_RACES: usize = 4;

/// Where sessions begin, go on and end.
#[derive(Clone)]
pub struct SessionService {
    ports: Ports,
    lifetimes: SessionLifetimes,
}

/// A session with the credentials that are shown once.
#[derive(Debug, Clone)]
pub struct IssuedSession {
    /// Whose it is.
    pub user: User,
    /// By which login.
    pub session_id: Id<Session>,
    /// The access token.
    pub token: Secret,
    /// Its end.
    pub expires_at: DateTime<Utc>,
    /// The refresh token.
    pub refresh_token: Secret,
    /// Its end, and that of the session.
    pub refresh_expires_at: DateTime<Utc>,
}

/// Which sessions a logout ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogoutScope {
    /// Every session of the user, as Sendook does.
    #[default]
    All,
    /// The one that asks.
    Current,
    /// Every one but the one that asks.
    Others,
}

impl SessionService {
    /// Works through the given ports.
    pub fn new(ports: Ports, lifetimes: SessionLifetimes) -> Self {
        Self { ports, lifetimes }
    }

    /// Begins a session for a person whose password was verified against `proof`. `None`: the password has
    /// been changed since.
    pub(super) fn begin(
        &self,
        user: User,
        proof: PasswordHash,
        origin: &ClientInfo,
    ) -> Result<Option<IssuedSession>, StoreError> {
        let (new, issued) = self.prepare(user, origin)?;
        let new = NewSession {
            proof: Some(proof),
            ..new
        };
        let audit = self.audit(
            AuditAction::LoggedIn,
            &issued.user.id,
            &new.session.id,
            origin,
        )?;
        let kept = self.ports.store.create_session(&new, &audit)?;
        Ok(kept.then_some(issued))
    }

    /// Prepares a session; nothing is kept yet.
    pub(super) fn prepare(
        &self,
        user: User,
        origin: &ClientInfo,
    ) -> Result<(NewSession, IssuedSession), StoreError> {
        let now = self.ports.clock.now();
        let session = Session {
            id: self.ports.new_id()?,
            user_id: user.id.clone(),
            ip: origin.ip,
            user_agent: origin.user_agent.clone(),
            created_at: now,
            last_used_at: now,
            expires_at: now + self.lifetimes.session,
        };
        let (tokens, issued) = self.issue_tokens(user, &session)?;
        Ok((
            NewSession {
                session,
                tokens,
                proof: None,
            },
            issued,
        ))
    }

    fn issue_tokens(
        &self,
        user: User,
        session: &Session,
    ) -> Result<(NewTokens, IssuedSession), StoreError> {
        let access = IssuedToken::generate(TokenKind::AccessToken, &*self.ports.secrets)?;
        let refresh = IssuedToken::generate(TokenKind::RefreshToken, &*self.ports.secrets)?;
        let end = self.ports.clock.now() + self.lifetimes.access_token;
        let expires_at = end.min(session.expires_at);
        let tokens = NewTokens {
            access_digest: access.digest(&*self.ports.digester),
            access_expires_at: expires_at,
            refresh_digest: refresh.digest(&*self.ports.digester),
        };
        let issued = IssuedSession {
            user,
            session_id: session.id.clone(),
            token: access.secret().clone(),
            expires_at,
            refresh_token: refresh.secret().clone(),
            refresh_expires_at: session.expires_at,
        };
        Ok((tokens, issued))
    }

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
        let digest = token.digest(&*self.ports.digester);
        for _ in 0..MAX_RACES {
            let Some(stored) = self.ports.store.refresh_token_by_digest(&digest)? else {
                return Err(CredentialError::Unknown { got }.into());
            };
            let end = self.lifetimes.end_of(&stored.session);
            if end <= self.ports.clock.now() {
                return Err(CredentialError::TokenExpired { got, at: end }.into());
            }
            let Some(user) = self.ports.store.user(&stored.session.user_id)? else {
                return Err(CredentialError::Unknown { got }.into());
            };
            match self.renew(&stored, user, origin)? {
                Renewal::Issued(issued) => return Ok(issued),
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
        let now = self.ports.clock.now();
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
            self.ports
                .store
                .end_sessions(&user.id, &EndSessions::Only(id.clone()), &audit)?;
            return Ok(Renewal::Stolen);
        }
        let (tokens, issued) = self.issue_tokens(user, &stored.session)?;
        let kept = if decision == RefreshDecision::Advance {
            let next = NewGeneration {
                began_at: now,
                began_by: client,
            };
            self.ports
                .store
                .advance_session(id, generation, &next, &tokens)?
        } else {
            self.ports.store.add_tokens(id, generation, &tokens)?
        };
        Ok(if kept {
            Renewal::Issued(issued)
        } else {
            Renewal::Overtaken
        })
    }

    /// Whether an access token of the current generation was used. Each step notes when the session had last been used, so
    /// that any other time is that of a later use, whichever way the clock went.
    fn is_successor_used(&self, stored: &StoredRefreshToken) -> bool {
        let before = stored.chain.used_at;
        let unwritten = self.ports.usage.unwritten_session_use(&stored.session.id);
        stored.session.last_used_at != before || unwritten.is_some_and(|at| at > before)
    }

    /// The person behind a session. `None`: the account is gone.
    ///
    /// # Errors
    /// What the store reports.
    pub fn user(&self, session: &UserPrincipal) -> Result<Option<User>, StoreError> {
        self.ports.store.user(session.user_id())
    }

    /// The session itself. `None`: it has ended.
    ///
    /// # Errors
    /// What the store reports.
    pub fn session(&self, session: &UserPrincipal) -> Result<Option<Session>, StoreError> {
        self.ports
            .store
            .session(session.user_id(), session.session_id())
    }

    /// The sessions of a person that have not ended, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(&self, session: &UserPrincipal) -> Result<Vec<Session>, StoreError> {
        let now = self.ports.clock.now();
        let mut sessions = self.ports.store.sessions(session.user_id())?;
        sessions.retain(|session| self.lifetimes.end_of(session) > now);
        Ok(sessions)
    }

    /// Ends one session of a person and gives it back as it was. `None`: no such session.
    ///
    /// # Errors
    /// What the store reports.
    pub fn end(
        &self,
        session: &UserPrincipal,
        id: &Id<Session>,
        origin: &ClientInfo,
    ) -> Result<Option<Session>, StoreError> {
        let now = self.ports.clock.now();
        let found = self.ports.store.session(session.user_id(), id)?;
        let ended = found.filter(|session| self.lifetimes.end_of(session) > now);
        let which = EndSessions::Only(id.clone());
        // Of two who end it at once, one did.
        if ended.is_some() && self.end_sessions(session, id, &which, origin)? == 0 {
            return Ok(None);
        }
        Ok(ended)
    }

    /// Ends sessions of the person who asks.
    ///
    /// # Errors
    /// What the store reports.
    pub fn log_out(
        &self,
        session: &UserPrincipal,
        scope: LogoutScope,
        origin: &ClientInfo,
    ) -> Result<(), StoreError> {
        let current = session.session_id().clone();
        let which = match scope {
            LogoutScope::All => EndSessions::All,
            LogoutScope::Current => EndSessions::Only(current),
            LogoutScope::Others => EndSessions::AllBut(current),
        };
        self.end_sessions(session, session.session_id(), &which, origin)?;
        Ok(())
    }

    fn end_sessions(
        &self,
        session: &UserPrincipal,
        target: &Id<Session>,
        which: &EndSessions,
        origin: &ClientInfo,
    ) -> Result<usize, StoreError> {
        let audit = self.audit(AuditAction::LoggedOut, session.user_id(), target, origin)?;
        self.ports
            .store
            .end_sessions(session.user_id(), which, &audit)
    }

    fn audit(
        &self,
        action: AuditAction,
        user: &Id<User>,
        session: &Id<Session>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self
            .ports
            .audit(action, Actor::User(user.clone()), origin)?;
        audit.user_id = Some(user.clone());
        audit.target = Some(session.to_string());
        Ok(audit)
    }
}

/// How a renewal went.
enum Renewal {
    Issued(IssuedSession),
    Stolen,
    /// Another refresh of the session came between: judge anew.
    Overtaken,
}
