use sendook_domain::ports::{Digester as _, Hmac};

use super::FakeDigester;

/// 20 bytes that depend on key and message. **Not cryptographic**.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeHmac;

impl Hmac for FakeHmac {
    fn sha1(&self, key: &[u8], message: &[u8]) -> [u8; 20] {
        let digest = FakeDigester.digest(&format!("{key:?} {message:?}"));
        let mut mac = [0; 20];
        mac.copy_from_slice(&digest.as_bytes()[..20]);
        mac
    }
}
