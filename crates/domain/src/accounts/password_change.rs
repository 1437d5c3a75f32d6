use super::{Login, LoginError, TooManyAttempts, UnusableHash};
use crate::authentication::{Challenge, UserSession};
use crate::entities::{Actor, AuditAction, RequestOrigin};
use crate::ports::{Ports, StoreError};
use crate::tokens::TokenKind;
use crate::values::Password;

/// How often a change is done anew when the hash that was verified was replaced meanwhile: renewed by a
/// login, or changed by the person.
const MAX_RACES: usize = 3;

/// Where people change their password.
pub struct PasswordChange {
    ports: Ports,
    login: Login,
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordChangeError {
    /// The current password is another.
    #[error("The current password is wrong.")]
    WrongPassword,
    /// The hash of the current password cannot be used; to the person, any password is wrong.
    #[error("The current password is wrong.")]
    UnusableHash(UnusableHash),
    /// Not even looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// The account is gone.
    #[error("{}", .0.message())]
    Gone(Challenge),
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
            LoginError::Store(error) => Self::Store(error),
        }
    }
}

impl PasswordChange {
    /// Works through the given ports; a wrong current password counts as a failed login does.
    pub fn new(ports: Ports, login: Login) -> Self {
        Self { ports, login }
    }

    /// Changes the password of the person who asks, and ends every other session of that person.
    ///
    /// # Errors
    /// [`PasswordChangeError`]; then nothing was changed.
    pub fn change(
        &self,
        session: &UserSession,
        current: &str,
        new: &Password,
        origin: &RequestOrigin,
    ) -> Result<(), PasswordChangeError> {
        let user = self.ports.store.user(session.user_id())?;
        let gone = Challenge::Unknown {
            got: TokenKind::AccessToken,
        };
        let email = user.ok_or(PasswordChangeError::Gone(gone))?.email;
        let mut renewed = None;
        for _ in 0..MAX_RACES {
            let asker = Actor::User(session.user_id().clone());
            let failure = (AuditAction::PasswordChangeFailed, asker);
            let (user, old, _) = self.login.prove(&email, current, origin, failure)?;
            // Not before the proof: whoever guesses must not cost two hashes.
            let hash = match renewed.take() {
                Some(hash) => hash,
                None => self.ports.passwords.hash(new, origin.network())?,
            };
            let actor = Actor::User(user.id.clone());
            let mut audit = self
                .ports
                .audit(AuditAction::PasswordChanged, actor, origin)?;
            audit.user_id = Some(user.id.clone());
            let keep = session.session_id();
            if self
                .ports
                .store
                .change_password(&user.id, &old, &hash, keep, &audit)?
            {
                return Ok(());
            }
            renewed = Some(hash);
        }
        Err(StoreError::unavailable("the password changes again and again").into())
    }
}
