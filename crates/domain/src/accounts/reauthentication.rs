use std::sync::Arc;

use super::login::Proof;
use super::{Comparison, LoginError, LoginService, PasswordCheck, TooManyAttempts, UnusableHash};
use crate::authentication::{CredentialError, UserPrincipal};
use crate::entities::{Actor, AuditAction, ClientInfo};
use crate::ports::{HashError, Issuer, Ports, Sessions, StoreError, Users};

/// Lets people who are logged in prove again who they are, for sensitive changes
/// ([`StepUp`](crate::sessions::StepUp)).
pub struct ReauthenticationService {
    users: Arc<dyn Users>,
    sessions: Arc<dyn Sessions>,
    issuer: Issuer,
    login: LoginService,
}

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum ReauthenticationError {
    /// The password is wrong.
    #[error("The password is wrong.")]
    WrongPassword,
    /// The hash of the password cannot be used; to the person, any password is wrong.
    #[error("The password is wrong.")]
    UnusableHash(UnusableHash),
    /// Refused without being looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// The password could not be hashed, so the attempt does not count.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The account or the session is gone.
    #[error(transparent)]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LoginError> for ReauthenticationError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::InvalidCredentials { .. } => Self::WrongPassword,
            LoginError::UnusableHash(hash) => Self::UnusableHash(hash),
            LoginError::TooManyAttempts(wait) => Self::TooManyAttempts(wait),
            LoginError::Hash(error) => Self::Hash(error),
            LoginError::Store(error) => Self::Store(error),
        }
    }
}

impl ReauthenticationService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer, login: LoginService) -> Self {
        Self {
            users: ports.store.clone(),
            sessions: ports.store.clone(),
            issuer,
            login,
        }
    }

    /// Begins to prove the password of the person who asks. A wrong one counts as a failed login.
    ///
    /// # Errors
    /// [`ReauthenticationError`].
    pub fn begin(
        &self,
        session: &UserPrincipal,
        password: &str,
        origin: &ClientInfo,
    ) -> Result<PasswordCheck, ReauthenticationError> {
        let user = self.users.user(session.user_id())?;
        let gone = ReauthenticationError::Gone(CredentialError::SESSION_GONE);
        let user = user.ok_or(gone)?;
        let asker = Actor::User(user.id);
        let failure = (AuditAction::ReauthenticationFailed, asker);
        let check = self
            .login
            .check(&user.email, password, None, failure, origin)?;
        Ok(check)
    }

    /// Notes that the person of this session has proved who they are, if the password was right. `None`: its hash was replaced
    /// meanwhile, so the proof must start again.
    ///
    /// # Errors
    /// [`ReauthenticationError`]; then nothing was noted.
    pub fn finish(
        &self,
        session: &UserPrincipal,
        check: PasswordCheck,
        compared: Result<Comparison, HashError>,
    ) -> Result<Option<()>, ReauthenticationError> {
        let origin = check.origin.clone();
        let Proof {
            attempt,
            user,
            hash,
            ..
        } = self.login.prove(check, compared)?;
        self.login.throttle.succeeded(&attempt)?;
        let actor = Actor::User(user.id.clone());
        let mut audit = self
            .issuer
            .audit(AuditAction::Reauthenticated, actor, &origin)?;
        audit.user_id = Some(user.id.clone());
        audit.target = Some(session.session_id().to_string());
        let id = session.session_id();
        if self.sessions.reauthenticate(&user.id, id, &hash, &audit)? {
            return Ok(Some(()));
        }
        // Whoever changed the password kept another session, or the person logged out: there is nothing to prove any more.
        match self.sessions.session(&user.id, id)? {
            Some(_) => Ok(None),
            None => Err(ReauthenticationError::Gone(CredentialError::SESSION_GONE)),
        }
    }
}
