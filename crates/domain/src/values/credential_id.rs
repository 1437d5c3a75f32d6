/// By what a passkey is found: the id that its authenticator gave it, 1 to 1023 bytes (`WebAuthn` level 3, sections 4 and 7.1). It is no
/// secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CredentialId(Vec<u8>);

/// The bytes are none, or too many, for the id of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The credential id of a passkey has 1 to {} bytes.",
    CredentialId::MAX_BYTES
)]
pub struct InvalidCredentialId;

impl CredentialId {
    /// The longest that a service may accept. Databases find passkeys by an index, which takes no text of any length.
    pub const MAX_BYTES: usize = 1023;

    /// Takes over what an authenticator says.
    ///
    /// # Errors
    /// [`InvalidCredentialId`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, InvalidCredentialId> {
        let fits = (1..=Self::MAX_BYTES).contains(&bytes.len());
        fits.then_some(Self(bytes)).ok_or(InvalidCredentialId)
    }

    /// Takes over what a store has kept.
    pub fn restore(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes themselves.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_1_to_1023_bytes() {
        for (length, fits) in [(0, false), (1, true), (1023, true), (1024, false)] {
            let parsed = CredentialId::parse(vec![7; length]);
            assert_eq!(parsed.is_ok(), fits, "{length}");
        }
    }
}
