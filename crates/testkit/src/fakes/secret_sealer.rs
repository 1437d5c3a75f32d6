use std::sync::atomic::{AtomicBool, Ordering};

use sendook_domain::ports::{Digester as _, SealError, SecretOwner, SecretSealer, UnsealError};
use zeroize::Zeroizing;

use super::{FakeDigester, veil};

/// Hides secrets behind digests of [`FakeDigester`]. **Not cryptographic**.
#[derive(Debug, Default)]
pub struct FakeSecretSealer {
    has_no_key: AtomicBool,
}

impl FakeSecretSealer {
    /// One with a key.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on there is no key to seal with.
    pub fn lose_key(&self) {
        self.has_no_key.store(true, Ordering::Relaxed);
    }
}

impl SecretSealer for FakeSecretSealer {
    fn seal(&self, owner: &SecretOwner<'_>, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        if self.has_no_key.load(Ordering::Relaxed) {
            return Err(SealError::NoKey);
        }
        let mut sealed = mark(owner).to_vec();
        sealed.extend(masked(owner, secret));
        Ok(sealed)
    }

    fn open(
        &self,
        owner: &SecretOwner<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        if self.has_no_key.load(Ordering::Relaxed) {
            return Err(UnsealError::OtherKey("the one that was lost".to_owned()));
        }
        let hidden = sealed.strip_prefix(&mark(owner));
        let hidden = hidden.ok_or(UnsealError::Changed)?;
        Ok(Zeroizing::new(masked(owner, hidden)))
    }

    fn is_current(&self, _: &[u8]) -> Result<bool, SealError> {
        Ok(true)
    }
}

fn mark(owner: &SecretOwner<'_>) -> [u8; 32] {
    *FakeDigester.digest(&format!("{owner:?}")).as_bytes()
}

/// Hides what is there, and shows what is hidden.
fn masked(owner: &SecretOwner<'_>, bytes: &[u8]) -> Vec<u8> {
    veil(&mark(owner).map(|byte| !byte), bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builders::an_id;

    #[test]
    fn a_secret_opens_for_its_owner_alone() {
        let (user, factor, other) = (an_id(), an_id(), an_id());
        let own = SecretOwner {
            user: &user,
            factor: &factor,
        };
        let sealer = FakeSecretSealer::new();
        let hidden = sealer.seal(&own, b"told").unwrap();
        assert!(!hidden.windows(4).any(|part| part == b"told"));
        assert_eq!(&**sealer.open(&own, &hidden).unwrap(), b"told");
        let another = SecretOwner {
            factor: &other,
            ..own
        };
        assert!(sealer.open(&another, &hidden).is_err());
        sealer.lose_key();
        assert!(sealer.open(&own, &hidden).is_err());
        assert!(sealer.seal(&own, b"told").is_err());
    }
}
