use std::fmt;

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use ring::digest::{SHA256, digest};
use sendook_domain::ports::{RandomError, SecretSource};
use sendook_domain::values::Secret;
use zeroize::Zeroizing;

/// The key that secrets are sealed under: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Zeroizing<[u8; SecretKey::LENGTH]>);

/// A text that is no secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A secret key is 32 random bytes in base64, as \"openssl rand -base64 32\" prints them.")]
pub struct InvalidSecretKey;

impl SecretKey {
    /// How many bytes it has.
    pub const LENGTH: usize = 32;

    /// How many of them are needed to tell keys apart.
    pub(crate) const ID: usize = 4;

    /// Draws a new one.
    ///
    /// # Errors
    /// [`RandomError`] if there is no randomness.
    pub fn generate(source: &dyn SecretSource) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        source.fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// Reads base 64 (RFC 4648, section 4), with its padding or without.
    ///
    /// # Errors
    /// [`InvalidSecretKey`] unless these are 32 bytes that could be random.
    pub fn parse(text: &str) -> Result<Self, InvalidSecretKey> {
        let text = text.strip_suffix('=').unwrap_or(text);
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        let decoded = Base64Unpadded::decode(text, &mut *bytes);
        if decoded.map_err(|_| InvalidSecretKey)?.len() != Self::LENGTH {
            return Err(InvalidSecretKey);
        }
        // What somebody typed to try it out is no key.
        let first = bytes[0];
        if bytes.iter().all(|byte| *byte == first) {
            return Err(InvalidSecretKey);
        }
        Ok(Self(bytes))
    }

    /// The key in base 64.
    pub fn base64(&self) -> Secret {
        Secret::new(Base64::encode_string(&*self.0))
    }

    /// By what people and rows tell keys apart; nothing can be computed from it.
    pub fn id(&self) -> String {
        shown_id(self.id_bytes())
    }

    pub(crate) fn id_bytes(&self) -> [u8; Self::ID] {
        let mut named = Zeroizing::new(b"sendook secret key id 1".to_vec());
        named.extend(*self.0);
        let mut id = [0; Self::ID];
        id.copy_from_slice(&digest(&SHA256, &named).as_ref()[..Self::ID]);
        id
    }

    pub(crate) fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

/// The id of a key in words.
pub(crate) fn shown_id(id: [u8; SecretKey::ID]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}…)", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn it_is_read_with_its_padding_or_without() {
        let key = SecretKey::parse(KEY).unwrap();
        assert_eq!(key.bytes()[..3], [0, 1, 2]);
        assert_eq!(SecretKey::parse(KEY.trim_end_matches('=')), Ok(key.clone()));
        assert_eq!(key.base64().expose(), KEY);
        assert_eq!(format!("{key:?}"), format!("SecretKey({}…)", key.id()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let zeros = format!("{}=", "A".repeat(43));
        let short = "AAECAwQFBgcICQoLDA0ODw==";
        let long = KEY.replace('=', "8");
        for text in [
            "",
            "secret",
            KEY.trim_end_matches("h8="),
            short,
            &long,
            &zeros,
        ] {
            assert_eq!(SecretKey::parse(text), Err(InvalidSecretKey), "{text}");
        }
    }
}
