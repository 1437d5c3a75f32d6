use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// SHA-256 of a whole credential: all that a store ever sees of one.
///
/// Credentials carry 178 random bits, so that a fast hash without salt suffices (OWASP Cryptographic
/// Storage Cheat Sheet; passwords, which people choose, get a slow one).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Takes over the 32 bytes of a digest.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, as a store keeps them.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

impl Hash for Digest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

/// Hashes digests for a map by their first bytes, as they are spread evenly already. A client cannot choose digests that
/// collide, as long as a map holds those of issued credentials alone.
#[derive(Clone, Default)]
pub struct DigestHasher(u64);

/// Builds the hashers of maps whose keys are digests.
pub type BuildDigestHasher = BuildHasherDefault<DigestHasher>;

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 ^= u64::from_ne_bytes(*first);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
