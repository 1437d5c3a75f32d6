use chrono::{DateTime, TimeDelta, Utc};

use crate::credentials::{IssuedToken, TokenKind};
use crate::entities::{Actor, AuditAction, AuditEvent, RequestOrigin, Session, User, UserSession};
use crate::ports::{EndSessions, NewSession, Ports, StoreError};
use crate::values::{EmailAddress, Id, Password, Secret};

/// How long tokens live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// From the issue of an access token to its end.
    pub access_token: TimeDelta,
}

impl Default for SessionLifetimes {
    fn default() -> Self {
        Self {
            access_token: TimeDelta::hours(24),
        }
    }
}

/// Where people log in and out.
pub struct SessionDesk {
    ports: Ports,
    lifetimes: SessionLifetimes,
}

/// A session that was just made, with the credential that is shown once.
#[derive(Debug, Clone)]
pub struct IssuedSession {
    /// Whose it is.
    pub user: User,
    /// The access token.
    pub token: Secret,
    /// Its end.
    pub expires_at: DateTime<Utc>,
}

/// Why a login failed.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// No such account, or another password: nobody learns which.
    #[error("Invalid e-mail or password.")]
    InvalidCredentials,
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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

impl SessionDesk {
    /// Works through the given ports.
    pub fn new(ports: Ports, lifetimes: SessionLifetimes) -> Self {
        Self { ports, lifetimes }
    }

    /// Logs a person in. A wrong address and a wrong password cost the same work and give the same
    /// answer.
    ///
    /// # Errors
    /// [`LoginError::InvalidCredentials`], or what a port reports.
    pub fn log_in(
        &self,
        email: &EmailAddress,
        password: &str,
        origin: &RequestOrigin,
    ) -> Result<IssuedSession, LoginError> {
        let found = self.ports.store.user_for_login(email)?;
        // No password is longer; the verification below still does the usual work.
        let attempt = Password::attempt(password);
        let fits = attempt.is_some();
        let attempt = attempt.unwrap_or_else(Password::placeholder);
        let hash = found.as_ref().map(|(_, hash)| hash);
        let right = self.ports.passwords.verify(&attempt, hash)? && fits;
        let Some((user, hash)) = found.filter(|_| right) else {
            return Err(LoginError::InvalidCredentials);
        };
        if self.ports.passwords.is_outdated(&hash) {
            let renewed = self.ports.passwords.hash(&attempt)?;
            self.ports
                .store
                .renew_password_hash(&user.id, &hash, &renewed)?;
        }
        let (new, issued) = self.issue(user, origin)?;
        let audit = self.audit(
            AuditAction::LoggedIn,
            &issued.user.id,
            &new.session.id,
            origin,
        )?;
        self.ports.store.create_session(&new, &audit)?;
        Ok(issued)
    }

    /// Prepares a session for a person; nothing is kept yet.
    pub(super) fn issue(
        &self,
        user: User,
        origin: &RequestOrigin,
    ) -> Result<(NewSession, IssuedSession), StoreError> {
        let now = self.ports.clock.now();
        let expires_at = now + self.lifetimes.access_token;
        let token = IssuedToken::generate(TokenKind::AccessToken, &*self.ports.secrets)?;
        let session = Session {
            id: self.ports.new_id()?,
            user_id: user.id.clone(),
            ip: origin.ip,
            user_agent: origin.user_agent.clone(),
            created_at: now,
            last_used_at: now,
            expires_at,
        };
        let new = NewSession {
            session,
            access_digest: token.digest(&*self.ports.digester),
            access_expires_at: expires_at,
        };
        Ok((
            new,
            IssuedSession {
                user,
                token: token.secret().clone(),
                expires_at,
            },
        ))
    }

    /// The person behind a session. `None`: the account is gone.
    ///
    /// # Errors
    /// What the store reports.
    pub fn user(&self, session: &UserSession) -> Result<Option<User>, StoreError> {
        self.ports.store.user(&session.user_id)
    }

    /// The session itself. `None`: it has ended.
    ///
    /// # Errors
    /// What the store reports.
    pub fn session(&self, session: &UserSession) -> Result<Option<Session>, StoreError> {
        self.ports
            .store
            .session(&session.user_id, &session.session_id)
    }

    /// Ends sessions of the person who asks.
    ///
    /// # Errors
    /// What the store reports.
    pub fn log_out(
        &self,
        session: &UserSession,
        scope: LogoutScope,
        origin: &RequestOrigin,
    ) -> Result<(), StoreError> {
        let which = match scope {
            LogoutScope::All => EndSessions::All,
            LogoutScope::Current => EndSessions::Only(session.session_id.clone()),
            LogoutScope::Others => EndSessions::AllBut(session.session_id.clone()),
        };
        let audit = self.audit(
            AuditAction::LoggedOut,
            &session.user_id,
            &session.session_id,
            origin,
        )?;
        self.ports
            .store
            .end_sessions(&session.user_id, &which, &audit)
    }

    fn audit(
        &self,
        action: AuditAction,
        user: &Id<User>,
        session: &Id<Session>,
        origin: &RequestOrigin,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self
            .ports
            .audit(action, Actor::User(user.clone()), origin)?;
        audit.user_id = Some(user.clone());
        audit.target = Some(session.to_string());
        Ok(audit)
    }
}
