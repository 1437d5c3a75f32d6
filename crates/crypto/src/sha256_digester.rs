use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use sendook_domain::ports::Digester;
use sendook_domain::values::Digest;

/// SHA-256 (FIPS 180-4), through ring.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sha256Digester;

impl Digester for Sha256Digester {
    fn digest(&self, credential: &str) -> Digest {
        let mut context = Context::new(&SHA256);
        context.update(credential.as_bytes());
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(context.finish().as_ref());
        Digest::from_bytes(bytes)
    }
}
