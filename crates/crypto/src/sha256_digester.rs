use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use sendook_domain::ports::Digester;
use sendook_domain::values::Digest;

/// SHA-256 (FIPS 180-4), through ring.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sha256Digester;

impl Digester for Sha256Digester {
    fn digest(&self, credential: &str) -> Digest {
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(digest(&SHA256, credential.as_bytes()).as_ref());
        Digest::from_bytes(bytes)
    }
}
