use std::fmt;

/// A code as an authenticator app shows it: six digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TotpCode(u32);

/// A text that is no code of an authenticator app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A code has six digits, as the app shows them.")]
pub struct InvalidTotpCode;

impl TotpCode {
    /// How many digits it has.
    pub const DIGITS: usize = 6;

    /// Reads a code; spaces in it do not count, as many apps show one in the middle.
    ///
    /// # Errors
    /// [`InvalidTotpCode`] unless there are six digits.
    pub fn parse(text: &str) -> Result<Self, InvalidTotpCode> {
        let (mut number, mut digits) = (0, 0);
        for char in text.chars().filter(|char| !char.is_whitespace()) {
            let digit = char.to_digit(10).ok_or(InvalidTotpCode)?;
            digits += 1;
            if digits > Self::DIGITS {
                return Err(InvalidTotpCode);
            }
            number = number * 10 + digit;
        }
        if digits < Self::DIGITS {
            return Err(InvalidTotpCode);
        }
        Ok(Self(number))
    }

    /// Takes the last digits of a number.
    pub fn of(number: u32) -> Self {
        Self(number % 1_000_000)
    }
}

impl fmt::Display for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// A code is a secret for as long as it is good.
impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_do_not_count() {
        for text in ["012345", " 012 345 ", "0 1 2 3 4 5", "012\u{a0}345\n"] {
            assert_eq!(TotpCode::parse(text).unwrap().to_string(), "012345");
        }
    }

    #[test]
    fn anything_but_six_digits_is_no_code() {
        let long = "1".repeat(100_000);
        for text in [
            "",
            "12345",
            "1234567",
            "12345a",
            "-12345",
            "１２３４５６",
            &long,
        ] {
            assert_eq!(TotpCode::parse(text), Err(InvalidTotpCode));
        }
    }
}
