use std::sync::Arc;

use crate::ports::PasswordStrength;
use crate::values::{EmailAddress, InvalidPassword, Password, PasswordPolicy, PersonName};

/// The lowest `zxcvbn` score of a new password.
const MIN_STRENGTH: u8 = 2;

/// A password that is good enough to be a new one. Only [`NewPasswords::check`] makes it, and no use case sets any other.
#[derive(Debug, Clone)]
pub struct NewPassword(Password);

impl NewPassword {
    /// The password, to be hashed.
    pub fn password(&self) -> &Password {
        &self.0
    }
}

/// Judges new passwords.
#[derive(Clone)]
pub struct NewPasswords {
    pub(crate) strength: Arc<dyn PasswordStrength>,
    pub(crate) policy: PasswordPolicy,
}

impl NewPasswords {
    /// Takes a new password if it is long enough, and hard enough to guess for an attacker who knows the person. Judging it
    /// is work for where hashes are computed: a long password takes as long as one.
    ///
    /// # Errors
    /// [`InvalidPassword`] says what is wrong and what would help.
    pub fn check(&self, text: &str, personal: &[&str]) -> Result<NewPassword, InvalidPassword> {
        let password = Password::parse(text, self.policy)?;
        let strength = self.strength.estimate(&password, personal);
        if strength.score < MIN_STRENGTH {
            return Err(InvalidPassword::Guessable(strength.advice));
        }
        Ok(NewPassword(password))
    }
}

/// What an attacker may know of a person, for [`NewPasswords::check`].
pub fn personal<'a>(
    email: &'a EmailAddress,
    first_name: &'a PersonName,
    last_name: Option<&'a PersonName>,
) -> [&'a str; 3] {
    let last_name = last_name.map_or("", PersonName::as_str);
    [email.as_typed(), first_name.as_str(), last_name]
}
