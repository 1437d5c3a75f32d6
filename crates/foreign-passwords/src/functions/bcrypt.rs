use std::str::FromStr as _;

use base64ct::{Base64, Encoding as _};
use bcrypt::HashParts;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256, Sha384};
use zeroize::Zeroizing;

/// bcrypt, of the password or of a digest of it.
pub(crate) struct BcryptHash {
    pub(super) cost: u32,
    text: String,
    before: Before,
}

/// What a system does to a password before bcrypt, which takes no more than 72 bytes.
#[derive(Clone, Copy)]
pub(crate) enum Before {
    /// Nothing: what is beyond 72 bytes does not count.
    Nothing,
    /// SHA-256, as hexadecimal digits (Django).
    Sha256Hex,
    /// HMAC-SHA-384 with the key `wp-sha384`, as base64 (WordPress 6.8).
    WordPress,
}

impl BcryptHash {
    /// Reads `$2a$`, `$2b$` and `$2y$`, which are computed alike. `$2x$` tells of a program that got some bytes wrong.
    pub(crate) fn parse(text: &str, before: Before) -> Option<Self> {
        if !["$2a$", "$2b$", "$2y$"]
            .iter()
            .any(|start| text.starts_with(start))
        {
            return None;
        }
        let cost = HashParts::from_str(text).ok()?.get_cost();
        (4..=31).contains(&cost).then(|| Self {
            cost,
            text: text.to_owned(),
            before,
        })
    }

    pub(super) fn is_hash_of(&self, password: &[u8]) -> bool {
        let hashed = match self.before {
            Before::Nothing => Zeroizing::new(password.to_vec()),
            Before::Sha256Hex => Zeroizing::new(hex::encode(Sha256::digest(password)).into_bytes()),
            Before::WordPress => wordpress(password),
        };
        bcrypt::verify(hashed.as_slice(), &self.text).unwrap_or(false)
    }
}

fn wordpress(password: &[u8]) -> Zeroizing<Vec<u8>> {
    let mac = Hmac::<Sha384>::new_from_slice(b"wp-sha384");
    let mut mac = mac.unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(password);
    let digest = mac.finalize().into_bytes();
    Zeroizing::new(Base64::encode_string(&digest).into_bytes())
}
