//! Sessions of people: issuing, renewing, listing and ending them.

mod refresh;
mod step_up;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::authentication::UserPrincipal;
use crate::authorization::Operator;
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, Device, MailContent, PasswordHash, Session, User,
};
use crate::policies::SessionLifetimes;
use crate::ports::{
    ChangeCounts, EndSessions, FailureKey, Issuer, LoginDevice, NewSession, NewTokens, Sessions,
    StoreError, UsageLog, Users,
};
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::{Id, Secret};

pub use self::step_up::{RecentProof, StepUp, StepUpError};

/// Where sessions begin, go on and end.
#[derive(Clone)]
pub struct SessionService {
    pub(crate) store: Arc<dyn Sessions>,
    pub(crate) users: Arc<dyn Users>,
    pub(crate) usage: Arc<dyn UsageLog>,
    pub(crate) issuer: Issuer,
    pub(crate) lifetimes: SessionLifetimes,
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
    /// Begins a session for a person whose password was verified against `proof`, and changes the counts of `failures` in the
    /// same step. `None`: the password has been changed or the account disabled since, and nothing was done.
    pub(super) fn begin(
        &self,
        user: User,
        proof: PasswordHash,
        origin: &ClientInfo,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
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
        let kept = self.store.log_in(&new, failures, change, &audit)?;
        Ok(kept.then_some(issued))
    }

    /// Prepares a session; nothing is kept yet.
    pub(super) fn prepare(
        &self,
        user: User,
        origin: &ClientInfo,
    ) -> Result<(NewSession, IssuedSession), StoreError> {
        let now = self.issuer.clock.now();
        let session = Session {
            id: self.issuer.new_id()?,
            user_id: user.id.clone(),
            ip: origin.ip,
            user_agent: origin.user_agent.clone(),
            created_at: now,
            authenticated_at: now,
            last_used_at: now,
            expires_at: now + self.lifetimes.session,
        };
        let device = self.device(&user, origin)?;
        let (tokens, issued) = self.issue_tokens(user, &session)?;
        Ok((
            NewSession {
                session,
                tokens,
                proof: None,
                device,
            },
            issued,
        ))
    }

    /// It is remembered also while no mails are sent: people would otherwise hear of each of their devices from that day on.
    fn device(&self, user: &User, origin: &ClientInfo) -> Result<LoginDevice, StoreError> {
        let device = Device::of(origin);
        let identity = device.identity(&user.id);
        let content = MailContent::NewDevice {
            device: device.name,
            logged_in_from: origin.ip,
        };
        Ok(LoginDevice {
            digest: self.issuer.digester.digest(&identity),
            told: self.issuer.mail(&user.email, content)?,
        })
    }

    fn issue_tokens(
        &self,
        user: User,
        session: &Session,
    ) -> Result<(NewTokens, IssuedSession), StoreError> {
        let access = IssuedToken::generate(TokenKind::AccessToken, &*self.issuer.secrets)?;
        let refresh = IssuedToken::generate(TokenKind::RefreshToken, &*self.issuer.secrets)?;
        let end = self.issuer.clock.now() + self.lifetimes.access_token;
        let expires_at = end.min(session.expires_at);
        let tokens = NewTokens {
            access_digest: access.digest(&*self.issuer.digester),
            access_expires_at: expires_at,
            refresh_digest: refresh.digest(&*self.issuer.digester),
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

    /// The person behind a session. `None`: the account is gone.
    ///
    /// # Errors
    /// What the store reports.
    pub fn user(&self, session: &UserPrincipal) -> Result<Option<User>, StoreError> {
        self.users.user(session.user_id())
    }

    /// The session itself. `None`: it has ended.
    ///
    /// # Errors
    /// What the store reports.
    pub fn session(&self, session: &UserPrincipal) -> Result<Option<Session>, StoreError> {
        self.store.session(session.user_id(), session.session_id())
    }

    /// The sessions of a person that have not ended, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(&self, session: &UserPrincipal) -> Result<Vec<Session>, StoreError> {
        self.live(session.user_id())
    }

    /// The sessions of any person that have not ended, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_user(&self, _: &Operator, user: &Id<User>) -> Result<Vec<Session>, StoreError> {
        self.live(user)
    }

    fn live(&self, user: &Id<User>) -> Result<Vec<Session>, StoreError> {
        let now = self.issuer.clock.now();
        let mut sessions = self.store.sessions(user)?;
        sessions.retain(|session| session.ends_at(self.lifetimes.idle) > now);
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
        let now = self.issuer.clock.now();
        let found = self.store.session(session.user_id(), id)?;
        let ended = found.filter(|session| session.ends_at(self.lifetimes.idle) > now);
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
        self.store.end_sessions(session.user_id(), which, &audit)
    }

    fn audit(
        &self,
        action: AuditAction,
        user: &Id<User>,
        session: &Id<Session>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self
            .issuer
            .audit(action, Actor::User(user.clone()), origin)?;
        audit.user_id = Some(user.clone());
        audit.target = Some(session.to_string());
        Ok(audit)
    }
}
