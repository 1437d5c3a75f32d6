use super::{ApiKey, KeySecret};
use crate::values::Digest;

/// A key, and what each of its secrets is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWithDigests {
    /// The key as people see it.
    pub key: ApiKey,
    /// What its current secret is found by.
    pub digest: Digest,
    /// What its previous secret is found by, if it has one.
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

    /// The secret that is found by this digest.
    pub fn secret(&self, digest: &Digest) -> Option<&KeySecret> {
        let mut secrets = self.secrets();
        secrets.find_map(|(found, secret)| (found == digest).then_some(secret))
    }
}
