use crate::ports::KeyReference;
use crate::tokens::PlainToken;
use crate::values::Id;

/// How many characters of an id, `key_` included, refer to a key.
///
/// The first ten after the prefix are the time at which the key was made, and random ones follow: less than this may be the
/// beginning of a key that was never meant, once the one that was meant is deleted.
const SHORTEST_START: usize = 20;

/// A text that does not refer to a key. It is not quoted, as it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyReference {
    /// It is a credential.
    #[error(
        "This is a secret, not the id of a key. Let \"sendook key identify\" read it from standard input, and clear it from \
         the history of your shell."
    )]
    Secret,
    /// It is so little of an id that it may be another key's tomorrow.
    #[error(
        "Give at least the first {} characters of the key's id.",
        SHORTEST_START
    )]
    TooShort,
    /// It is anything else.
    #[error(
        "A key is given by its id (key_…) or by its hint, as in sndk_prod_…x4Qz; three dots may stand for the ellipsis."
    )]
    Malformed,
}

impl KeyReference {
    /// Reads a reference.
    ///
    /// # Errors
    /// [`InvalidKeyReference`].
    pub fn parse(text: &str) -> Result<Self, InvalidKeyReference> {
        if PlainToken::parse(text).is_ok() {
            return Err(InvalidKeyReference::Secret);
        }
        if let Ok(id) = Id::parse(text) {
            if text.len() < SHORTEST_START {
                return Err(InvalidKeyReference::TooShort);
            }
            return Ok(Self::IdStart(id));
        }
        let hint = text.replace("...", "…");
        let parts = hint.split_once('…');
        let plain = |part: &str| {
            part.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        match parts {
            Some((start, end)) if plain(start) && plain(end) => Ok(Self::Hint(hint)),
            _ => Err(InvalidKeyReference::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_referred_to_by_id_or_hint() {
        let id = Id::parse("key_01h455vb4pex5vsk").unwrap();
        assert_eq!(
            KeyReference::parse("key_01h455vb4pex5vsk"),
            Ok(KeyReference::IdStart(id))
        );
        let hint = KeyReference::Hint("sndk_prod_…x4Qz".to_owned());
        assert_eq!(KeyReference::parse("sndk_prod_…x4Qz"), Ok(hint.clone()));
        assert_eq!(KeyReference::parse("sndk_prod_...x4Qz"), Ok(hint));
    }

    #[test]
    fn too_little_of_an_id_refers_to_no_key() {
        for text in ["k", "key_", "key_01h455", "key_01h455vb4pex5vs"] {
            assert_eq!(
                KeyReference::parse(text),
                Err(InvalidKeyReference::TooShort),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_secret_is_no_reference_and_neither_is_other_text() {
        let secret = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
        assert_eq!(
            KeyReference::parse(secret),
            Err(InvalidKeyReference::Secret)
        );
        for text in ["", "My key", "sndk_…a b", "a…b…c", "a\0…b"] {
            assert_eq!(
                KeyReference::parse(text),
                Err(InvalidKeyReference::Malformed),
                "{text:?}"
            );
        }
    }
}
