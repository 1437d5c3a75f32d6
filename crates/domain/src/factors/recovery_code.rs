use std::fmt;

use crate::entities::User;
use crate::ports::{Digester, RandomError, SecretSource};
use crate::values::{Digest, Id, Secret};

/// Crockford's base 32, in lower case: without letters that look like digits or like each other.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// How many characters stand together.
const GROUP: usize = 4;

/// A code that stands in for a lost factor, once: four groups of four characters, which carry 80 random bits. So many that a fast
/// hash suffices at rest: nobody who has the database can try them all.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; RecoveryCode::CHARACTERS]);

/// A text that is no recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A recovery code has 16 letters and digits.")]
pub struct InvalidRecoveryCode;

impl RecoveryCode {
    /// How many a person gets at once.
    pub const COUNT: usize = 10;

    const CHARACTERS: usize = 16;

    /// Draws a new one.
    ///
    /// # Errors
    /// [`RandomError`] if there is no randomness.
    pub fn generate(source: &dyn SecretSource) -> Result<Self, RandomError> {
        let mut characters = [0; Self::CHARACTERS];
        source.fill(&mut characters)?;
        // 256 is a multiple of 32: no character is favoured.
        Ok(Self(
            characters.map(|byte| ALPHABET[usize::from(byte % 32)]),
        ))
    }

    /// Reads what a person typed: letter case, spaces and hyphens do not count, and a character that looks like another one is
    /// taken for it.
    ///
    /// # Errors
    /// [`InvalidRecoveryCode`] unless it could be one.
    pub fn parse(text: &str) -> Result<Self, InvalidRecoveryCode> {
        let mut characters = [0; Self::CHARACTERS];
        let mut places = characters.iter_mut();
        let typed = text
            .chars()
            .filter(|char| !char.is_whitespace() && *char != '-');
        for char in typed {
            let read = match char.to_ascii_lowercase() {
                'o' => b'0',
                'i' | 'l' => b'1',
                char => u8::try_from(char).map_err(|_| InvalidRecoveryCode)?,
            };
            let place = places.next().filter(|_| ALPHABET.contains(&read));
            *place.ok_or(InvalidRecoveryCode)? = read;
        }
        match places.next() {
            None => Ok(Self(characters)),
            Some(_) => Err(InvalidRecoveryCode),
        }
    }

    /// What a store keeps of it. It depends on the person, so that two people's codes cannot be tried at once.
    pub fn digest(&self, of: &Id<User>, digester: &dyn Digester) -> Digest {
        let text = self.shown();
        let salted = Secret::new(format!("recovery code of {of} {}", text.expose()));
        digester.digest(salted.expose())
    }

    /// The code as it is shown, once.
    pub fn shown(&self) -> Secret {
        let mut text = String::with_capacity(Self::CHARACTERS + 3);
        for (at, character) in self.0.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(*character));
        }
        Secret::new(text)
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Rising;
    impl SecretSource for Rising {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
            let mut next = 16;
            bytes.fill_with(|| {
                next += 1;
                next
            });
            Ok(())
        }
    }

    #[test]
    fn it_is_shown_in_groups_and_read_as_people_type_it() {
        let code = RecoveryCode::generate(&Rising).unwrap();
        assert_eq!(code.shown().expose(), "hjkm-npqr-stvw-xyz0");
        for typed in [
            "hjkm-npqr-stvw-xyz0",
            " HJKM NPQR STVW XYZO ",
            "hjkmnpqrstvwxyzo",
            "hj-km-np-qr-st-vw-xy-z0",
        ] {
            assert_eq!(RecoveryCode::parse(typed).as_ref(), Ok(&code), "{typed}");
        }
        assert_eq!(
            RecoveryCode::parse("il1I L1il IL1i l1IL"),
            RecoveryCode::parse("1111-1111-1111-1111")
        );
    }

    #[test]
    fn what_cannot_be_one_is_refused() {
        let long = "h".repeat(100_000);
        for text in [
            "",
            "hjkm-npqr-stvw-xyz",
            "hjkm-npqr-stvw-xyz00",
            "hjkm-npqr-stvw-xyzu",
            "hjkm-npqr-stvw-xyzé",
            "hjkm-npqr-stvw-xyz!",
            &long,
        ] {
            assert_eq!(RecoveryCode::parse(text), Err(InvalidRecoveryCode));
        }
    }
}
