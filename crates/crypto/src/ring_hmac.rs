use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use sendook_domain::ports::Hmac;

/// HMAC through ring.
#[derive(Debug, Clone, Copy, Default)]
pub struct RingHmac;

impl Hmac for RingHmac {
    fn sha1(&self, key: &[u8], message: &[u8]) -> [u8; 20] {
        let mut mac = [0; 20];
        let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
        mac.copy_from_slice(sign(&key, message).as_ref());
        mac
    }
}
