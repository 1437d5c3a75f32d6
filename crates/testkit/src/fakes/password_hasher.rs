use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{Digester as _, HashError, PasswordHasher, Verification};
use sendook_domain::values::Password;

use super::FakeDigester;

/// Hashes passwords at once instead of slowly: `$fake$g=<generation>$<salt>$<digest in hex>`.
///
/// It counts its work, so that a test can show that two ways cost the same, and can be made busy, as a
/// real one is when too many wait.
#[derive(Debug, Default)]
pub struct FakePasswordHasher {
    generation: AtomicU64,
    hashes: AtomicUsize,
    verifications: AtomicUsize,
    busy: AtomicBool,
}

impl FakePasswordHasher {
    /// A hasher of generation 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Strengthens the settings: every hash made before is outdated from now on.
    pub fn raise_settings(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    /// From now on every call fails with [`HashError::Unavailable`], or none does any more.
    pub fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::SeqCst);
    }

    /// How often a password was hashed to be kept.
    pub fn hashes(&self) -> usize {
        self.hashes.load(Ordering::SeqCst)
    }

    /// How often a password was verified, those without a hash included.
    pub fn verifications(&self) -> usize {
        self.verifications.load(Ordering::SeqCst)
    }

    fn begin(&self, counter: &AtomicUsize) -> Result<usize, HashError> {
        if self.busy.load(Ordering::SeqCst) {
            let cause = "the test has made the hasher busy".into();
            return Err(HashError::Unavailable(cause));
        }
        Ok(counter.fetch_add(1, Ordering::SeqCst))
    }
}

fn digest(salt: &str, password: &Password) -> String {
    let digest = FakeDigester.digest(&format!("{salt}${}", password.expose()));
    digest.as_bytes().map(|byte| format!("{byte:02x}")).concat()
}

/// Splits a hash into generation, salt and digest.
fn parts(hash: &PasswordHash) -> Option<(u64, &str, &str)> {
    let rest = hash.as_text().strip_prefix("$fake$g=")?;
    let (generation, rest) = rest.split_once('$')?;
    let (salt, digest) = rest.split_once('$')?;
    Some((generation.parse().ok()?, salt, digest))
}

impl PasswordHasher for FakePasswordHasher {
    fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let salt = self.begin(&self.hashes)?.to_string();
        let generation = self.generation.load(Ordering::SeqCst);
        let digest = digest(&salt, password);
        Ok(PasswordHash::new(format!(
            "$fake$g={generation}${salt}${digest}"
        )))
    }

    fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verification, HashError> {
        self.begin(&self.verifications)?;
        Ok(match hash.map(parts) {
            Some(None) => Verification::UnusableHash("not a hash of the fake hasher".into()),
            Some(Some((_, salt, expected))) if digest(salt, password) == expected => {
                Verification::Match
            }
            Some(Some(_)) | None => Verification::Mismatch,
        })
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        let current = self.generation.load(Ordering::SeqCst);
        parts(hash).is_none_or(|(generation, ..)| generation < current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::attempt(text).unwrap()
    }

    fn hash(hasher: &FakePasswordHasher) -> PasswordHash {
        let password = password("correct horse");
        hasher.hash(&password).unwrap()
    }

    fn matches(hasher: &FakePasswordHasher, text: &str, hash: Option<&PasswordHash>) -> bool {
        let verified = hasher.verify(&password(text), hash);
        matches!(verified.unwrap(), Verification::Match)
    }

    #[test]
    fn only_the_right_password_fits_and_the_hash_does_not_show_it() {
        let hasher = FakePasswordHasher::new();
        let kept = hash(&hasher);
        assert!(!kept.as_text().contains("horse"));
        assert_ne!(kept, hash(&hasher));
        assert!(matches(&hasher, "correct horse", Some(&kept)));
        assert!(!matches(&hasher, "battery staple", Some(&kept)));
        assert!(!matches(&hasher, "correct horse", None));
        assert_eq!((hasher.hashes(), hasher.verifications()), (2, 3));
    }

    #[test]
    fn raised_settings_outdate_earlier_hashes_only() {
        let hasher = FakePasswordHasher::new();
        let before = hash(&hasher);
        assert!(!hasher.is_outdated(&before));
        hasher.raise_settings();
        let after = hash(&hasher);
        assert!(hasher.is_outdated(&before) && !hasher.is_outdated(&after));
        assert!(matches(&hasher, "correct horse", Some(&before)));
    }

    #[test]
    fn a_busy_hasher_is_unavailable_and_does_no_work() {
        let hasher = FakePasswordHasher::new();
        hasher.set_busy(true);
        let refused = hasher.verify(&password("correct horse"), None);
        assert!(matches!(refused, Err(HashError::Unavailable(_))));
        assert_eq!(hasher.verifications(), 0);
        hasher.set_busy(false);
        hash(&hasher);
    }
}
