use super::Secret;

/// The longest key, in characters.
const MAX_CHARS: usize = 255;

/// What a client sends as `Idempotency-Key`, so that a request that it sends again has no further effect.
///
/// It is kept from logs as credentials are: answers are encrypted under what is derived from it.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(Secret);

/// The header's value is not an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Idempotency-Key must be 1 to 255 visible ASCII characters, without spaces; a random UUID is a good one."
)]
pub struct InvalidIdempotencyKey;

impl IdempotencyKey {
    /// Reads the value of the header. A string in quotation marks, as draft-ietf-httpapi-idempotency-key-header has it, is taken
    /// as it stands: with its marks it is another key than without.
    ///
    /// # Errors
    /// [`InvalidIdempotencyKey`].
    pub fn parse(value: &str) -> Result<Self, InvalidIdempotencyKey> {
        let fits = (1..=MAX_CHARS).contains(&value.len());
        if fits && value.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(Secret::new(value.to_owned())))
        } else {
            Err(InvalidIdempotencyKey)
        }
    }

    /// The key itself. Call it only to derive something from it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<String, InvalidIdempotencyKey> {
        IdempotencyKey::parse(value).map(|key| key.expose().to_owned())
    }

    #[test]
    fn it_has_1_to_255_visible_ascii_characters() {
        for good in [
            "1",
            "!~",
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
            &"k".repeat(255),
        ] {
            assert_eq!(read(good).as_deref(), Ok(good));
        }
        for bad in ["", "a b", " a", "a\t", "a\u{7f}", "é", &"k".repeat(256)] {
            assert_eq!(read(bad), Err(InvalidIdempotencyKey), "{bad:?}");
        }
    }

    #[test]
    fn quotation_marks_are_part_of_it() {
        assert_eq!(read(r#""a-1""#).as_deref(), Ok(r#""a-1""#));
        assert_eq!(read(r#"""#).as_deref(), Ok(r#"""#));
        let longest = format!("\"{}\"", "k".repeat(254));
        assert_eq!(read(&longest), Err(InvalidIdempotencyKey));
    }

    #[test]
    fn debug_hides_it() {
        let shown = format!("{:?}", IdempotencyKey::parse("hunter2"));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
