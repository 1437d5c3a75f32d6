use std::error::Error;

use super::{LoginThrottle, TooManyAttempts};
use crate::entities::{Actor, AuditAction, PasswordHash, RequestOrigin, User};
use crate::ports::{Ports, StoreError, Verification};
use crate::sessions::{IssuedSession, SessionDesk};
use crate::values::{EmailAddress, Id, Password};

/// How often a login is done anew when the hash it was verified against was replaced meanwhile: renewed by
/// another login, or changed by the person.
const MAX_RACES: usize = 3;

/// Where people prove who they are.
#[derive(Clone)]
pub struct Login {
    ports: Ports,
    sessions: SessionDesk,
    throttle: LoginThrottle,
}

/// Why a login failed.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// No such account, or another password: nobody learns which. The account is for the log alone.
    #[error("Invalid e-mail or password.")]
    InvalidCredentials {
        /// The account whose password it is not.
        account: Option<Id<User>>,
    },
    /// The hash of this account cannot be used, so that no password fits: to everybody outside, a wrong password.
    #[error("Invalid e-mail or password.")]
    UnusableHash(UnusableHash),
    /// Not even looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A password hash in the store that cannot be used: an operator should know. The cause does not quote it.
#[derive(Debug, thiserror::Error)]
#[error("the password hash of {user} cannot be used, so that this account cannot log in: {cause}")]
pub struct UnusableHash {
    /// Whose hash it is.
    pub user: Id<User>,
    /// What is wrong with it.
    pub cause: Box<dyn Error + Send + Sync>,
}

impl Login {
    /// Works through the given ports.
    pub fn new(ports: Ports, sessions: SessionDesk, throttle: LoginThrottle) -> Self {
        Self {
            ports,
            sessions,
            throttle,
        }
    }

    /// Logs a person in. A wrong address and a wrong password cost the same work and give the same
    /// answer.
    ///
    /// # Errors
    /// [`LoginError`]; then no session was made.
    pub fn log_in(
        &self,
        email: &EmailAddress,
        password: &str,
        origin: &RequestOrigin,
    ) -> Result<IssuedSession, LoginError> {
        for _ in 0..MAX_RACES {
            let failure = (AuditAction::LoginFailed, Actor::Anonymous);
            let proved = self.prove(email, password, origin, failure)?;
            let (user, hash, password) = proved;
            let id = user.id.clone();
            if let Some(session) = self.sessions.begin(user, hash.clone(), origin)? {
                self.renew_hash(&id, &hash, &password, origin);
                return Ok(session);
            }
        }
        Err(StoreError::unavailable("the password changes again and again").into())
    }

    /// Renews a hash that was made with weaker settings. What hinders it puts it off until the next login: the
    /// person is logged in already.
    fn renew_hash(
        &self,
        user: &Id<User>,
        hash: &PasswordHash,
        password: &Password,
        origin: &RequestOrigin,
    ) {
        if self.ports.passwords.is_outdated(hash)
            && let Ok(renewed) = self.ports.passwords.hash(password, origin.network())
        {
            let _ = self.ports.store.renew_password_hash(user, hash, &renewed);
        }
    }

    /// Verifies a password behind the throttle; a wrong one is told to the audit trail as `failure`, by
    /// its actor.
    pub(super) fn prove(
        &self,
        email: &EmailAddress,
        password: &str,
        origin: &RequestOrigin,
        failure: (AuditAction, Actor),
    ) -> Result<(User, PasswordHash, Password), LoginError> {
        let counted = self.throttle.begin(email, origin)??;
        let proved = self.verify(email, password, origin);
        match proved {
            Ok((Some((user, hash)), attempt, Verification::Match)) => {
                self.throttle.succeeded(&counted)?;
                Ok((user, hash, attempt))
            }
            Ok((found, _, verification)) => {
                let user = found.map(|(user, _)| user.id);
                self.note_failure(user.clone(), origin, failure)?;
                Err(match (user, verification) {
                    (Some(user), Verification::UnusableHash(cause)) => {
                        LoginError::UnusableHash(UnusableHash { user, cause })
                    }
                    (account, _) => LoginError::InvalidCredentials { account },
                })
            }
            Err(error) => {
                // If this fails too, the attempt counts: the safe side.
                let _ = self.throttle.not_looked_at(&counted);
                Err(error.into())
            }
        }
    }

    #[expect(clippy::type_complexity, reason = "private, and taken apart at once")]
    fn verify(
        &self,
        email: &EmailAddress,
        password: &str,
        origin: &RequestOrigin,
    ) -> Result<(Option<(User, PasswordHash)>, Password, Verification), StoreError> {
        let found = self.ports.store.user_for_login(email)?;
        // No password is longer; the verification below still does the usual work.
        let attempt = Password::attempt(password);
        let fits = attempt.is_some();
        let attempt = attempt.unwrap_or_else(Password::placeholder);
        let hash = found.as_ref().map(|(_, hash)| hash);
        let passwords = &self.ports.passwords;
        let verified = match passwords.verify(&attempt, hash, origin.network())? {
            Verification::Match if !fits => Verification::Mismatch,
            other => other,
        };
        Ok((found, attempt, verified))
    }

    fn note_failure(
        &self,
        user: Option<Id<User>>,
        origin: &RequestOrigin,
        (action, actor): (AuditAction, Actor),
    ) -> Result<(), StoreError> {
        let mut audit = self.ports.audit(action, actor, origin)?;
        audit.user_id = user;
        self.ports.store.record(&audit)
    }
}
