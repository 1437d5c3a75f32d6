use unicode_normalization::UnicodeNormalization;

use super::Secret;

/// The longest password, in characters after NFC.
const MAX_CHARS: usize = 256;

/// A password in Unicode NFC (NIST SP 800-63B, section 3.1.1.2), as it goes into the hash.
#[derive(Debug, Clone)]
pub struct Password {
    normalized: Secret,
    /// If it is another text.
    typed: Option<Secret>,
}

/// The rules for new passwords. Existing ones are only compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The minimum length in characters, counted after NFC; never below [`PasswordPolicy::FLOOR`].
    pub min_chars: usize,
}

/// A password that is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Fewer characters than the policy asks for.
    #[error("This password is too short: at least {0} characters.")]
    TooShort(usize),
    /// More than 256 characters. It is never truncated.
    #[error("This password is too long: at most 256 characters.")]
    TooLong,
    /// Too easy to guess; the text says why and what would help.
    #[error("This password is too easy to guess. {0}")]
    Guessable(String),
}

impl PasswordPolicy {
    /// NIST SP 800-63B, section 3.1.1.2: the lowest minimum length of any policy.
    pub const FLOOR: usize = 8;
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_chars: Self::FLOOR,
        }
    }
}

impl Password {
    /// Takes a new password.
    ///
    /// # Errors
    /// [`InvalidPassword::TooShort`] and [`InvalidPassword::TooLong`], counted in characters after NFC.
    pub fn parse(text: &str, policy: PasswordPolicy) -> Result<Self, InvalidPassword> {
        let password = Self::attempt(text).ok_or(InvalidPassword::TooLong)?;
        let min_chars = policy.min_chars.max(PasswordPolicy::FLOOR);
        if password.expose().chars().count() < min_chars {
            return Err(InvalidPassword::TooShort(min_chars));
        }
        Ok(password)
    }

    /// Takes a password that is only to be compared with a stored hash, whatever the policy says now.
    /// `None` if it is longer than any password can be: it is wrong without hashing.
    pub fn attempt(text: &str) -> Option<Self> {
        // NFC makes no text longer than three times its characters; this bounds the work.
        if text.len() > MAX_CHARS * 4 * 3 {
            return None;
        }
        let normalized = Secret::new(text.nfc().collect());
        if normalized.expose().chars().count() > MAX_CHARS {
            return None;
        }
        let typed = (normalized.expose() != text).then(|| Secret::new(text.to_owned()));
        Some(Self { normalized, typed })
    }

    /// A dummy password, for the work of a verification that must fail.
    pub fn placeholder() -> Self {
        Self {
            normalized: Secret::new(String::new()),
            typed: None,
        }
    }

    /// The text to hash.
    pub fn expose(&self) -> &str {
        self.normalized.expose()
    }

    /// The text as it was typed, for hashes of systems that do not normalize.
    pub fn expose_as_typed(&self) -> &str {
        self.typed.as_ref().unwrap_or(&self.normalized).expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Password, InvalidPassword> {
        Password::parse(text, PasswordPolicy::default())
    }

    #[test]
    fn composed_and_decomposed_forms_are_one_password() {
        let composed = parse("caf\u{e9} au lait").unwrap();
        let decomposed = parse("cafe\u{301} au lait").unwrap();
        assert_eq!(composed.expose(), decomposed.expose());
        assert_eq!(decomposed.expose_as_typed(), "cafe\u{301} au lait");
        assert_eq!(composed.expose_as_typed(), composed.expose());
    }

    #[test]
    fn lengths_count_characters_after_nfc() {
        assert_eq!(parse("1234567").unwrap_err(), InvalidPassword::TooShort(8));
        assert!(parse("ééééeeee").is_ok());
        assert_eq!(
            parse("e\u{301}e\u{301}e\u{301}e\u{301}").unwrap_err(),
            InvalidPassword::TooShort(8)
        );
        assert!(parse(&"é".repeat(256)).is_ok());
        assert_eq!(
            parse(&"é".repeat(257)).unwrap_err(),
            InvalidPassword::TooLong
        );
        assert_eq!(
            parse(&"x".repeat(60_000)).unwrap_err(),
            InvalidPassword::TooLong
        );
    }

    #[test]
    fn nothing_is_trimmed() {
        assert_eq!(parse("  spaces  ").unwrap().expose(), "  spaces  ");
    }

    #[test]
    fn a_policy_raises_the_minimum_and_never_lowers_it() {
        let strict = PasswordPolicy { min_chars: 12 };
        assert_eq!(
            Password::parse("12345678901", strict).unwrap_err(),
            InvalidPassword::TooShort(12)
        );
        let lax = PasswordPolicy { min_chars: 1 };
        assert_eq!(
            Password::parse("1234567", lax).unwrap_err(),
            InvalidPassword::TooShort(8)
        );
    }

    #[test]
    fn debug_hides_the_password() {
        assert!(!format!("{:?}", parse("correct horse").unwrap()).contains("horse"));
    }
}
