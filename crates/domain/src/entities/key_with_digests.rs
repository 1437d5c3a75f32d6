use super::{ApiKey, KeySecret};
use crate::values::Digest;

/// A key, and the digests of its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWithDigests {
    /// The key as people see it.
    pub key: ApiKey,
    /// The digest of its current secret.
    pub digest: Digest,
    /// The digest of its previous secret, if it has one.
    pub previous_digest: Option<Digest>,
}

impl KeyWithDigests {
    /// The secrets of the key, the current one first.
    pub fn secrets(&self) -> impl Iterator<Item = (&Digest, &KeySecret)> {
        let previous = self
            .previous_digest
            .as_ref()
            .zip(self.key.previous.as_ref());
        [(&self.digest, &self.key.secret)]
            .into_iter()
            .chain(previous)
    }

    /// The secret with this digest.
    pub fn secret(&self, digest: &Digest) -> Option<&KeySecret> {
        let mut secrets = self.secrets();
        secrets.find_map(|(found, secret)| (found == digest).then_some(secret))
    }
}
