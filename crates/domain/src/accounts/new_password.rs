use crate::ports::{Ports, StoreError};
use crate::values::{ClientNetwork, InvalidPassword, Password, PasswordPolicy};

/// The lowest `zxcvbn` score of a new password.
const MIN_STRENGTH: u8 = 2;

/// Where new passwords are judged.
#[derive(Clone)]
pub struct NewPasswords {
    ports: Ports,
    policy: PasswordPolicy,
}

/// Why a new password was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NewPasswordError {
    /// The password is not good enough.
    #[error(transparent)]
    Invalid(#[from] InvalidPassword),
    /// It could not be judged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NewPasswords {
    /// Judges by this policy, and by the strength that the ports estimate.
    pub fn new(ports: Ports, policy: PasswordPolicy) -> Self {
        Self { ports, policy }
    }

    /// Takes a new password if it is long enough, and hard enough to guess for somebody who knows the
    /// person. Judging it waits for its turn among the hashes.
    ///
    /// # Errors
    /// [`NewPasswordError::Invalid`] says what is wrong and what would help.
    pub fn check(
        &self,
        text: &str,
        personal: &[&str],
        network: ClientNetwork,
    ) -> Result<Password, NewPasswordError> {
        let password = Password::parse(text, self.policy)?;
        let strength = self.ports.strength.estimate(&password, personal, network)?;
        if strength.score < MIN_STRENGTH {
            return Err(InvalidPassword::Guessable(strength.advice).into());
        }
        Ok(password)
    }
}
