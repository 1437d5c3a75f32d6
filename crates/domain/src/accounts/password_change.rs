use std::sync::Arc;

use super::login::Proof;
use super::{
    Comparison, LoginError, LoginService, NewPassword, PasswordCheck, TooManyAttempts, UnusableHash,
};
use crate::authentication::{CredentialError, UserPrincipal};
use crate::entities::{Actor, AuditAction, ClientInfo, MailContent};
use crate::ports::{HashError, Issuer, StoreError, Users};

/// Changes people's passwords.
pub struct PasswordChangeService {
    pub(crate) users: Arc<dyn Users>,
    pub(crate) issuer: Issuer,
    pub(crate) login: LoginService,
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordChangeError {
    /// The current password is wrong.
    #[error("The current password is wrong.")]
    WrongPassword,
    /// The hash of the current password cannot be used; to the person, any password is wrong.
    #[error("The current password is wrong.")]
    UnusableHash(UnusableHash),
    /// Refused without being looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// The password could not be hashed, so the attempt does not count.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The account is gone.
    #[error(transparent)]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LoginError> for PasswordChangeError {
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

impl PasswordChangeService {
    /// Begins to change the password of the person who asks. The new one is hashed after the current one was proved, so that
    /// guessing costs one hash.
    ///
    /// # Errors
    /// [`PasswordChangeError`].
    pub fn begin(
        &self,
        session: &UserPrincipal,
        current: &str,
        new: &NewPassword,
        origin: &ClientInfo,
    ) -> Result<PasswordCheck, PasswordChangeError> {
        let user = self.users.user(session.user_id())?;
        let email = user
            .ok_or(PasswordChangeError::Gone(CredentialError::SESSION_GONE))?
            .email;
        let asker = Actor::User(session.user_id().clone());
        let failure = (AuditAction::PasswordChangeFailed, asker);
        let check = self
            .login
            .check(&email, current, Some(new), failure, origin)?;
        Ok(check)
    }

    /// Changes the password, and ends every other session of the person. `None`: the current hash was replaced meanwhile, so
    /// the change must start again.
    ///
    /// # Errors
    /// [`PasswordChangeError`]; then nothing was changed.
    pub fn finish(
        &self,
        session: &UserPrincipal,
        check: PasswordCheck,
        compared: Result<Comparison, HashError>,
    ) -> Result<Option<()>, PasswordChangeError> {
        let origin = check.origin.clone();
        let Proof {
            attempt,
            user,
            hash: old,
            new_hash,
        } = self.login.prove(check, compared)?;
        self.login.throttle.succeeded(&attempt)?;
        let Some(new) = new_hash else {
            return Ok(None);
        };
        let actor = Actor::User(user.id.clone());
        let mut audit = self
            .issuer
            .audit(AuditAction::PasswordChanged, actor, &origin)?;
        audit.user_id = Some(user.id.clone());
        let told = MailContent::PasswordChanged {
            changed_from: origin.ip,
        };
        let told = self.issuer.mail(&user.email, told)?;
        let keep = session.session_id();
        let changed =
            self.users
                .change_password(&user.id, &old, &new, keep, &audit, told.as_slice())?;
        Ok(changed.then_some(()))
    }
}
