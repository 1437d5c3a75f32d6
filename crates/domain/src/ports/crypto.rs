use super::StoreError;
use crate::credentials::Digest;
use crate::entities::PasswordHash;
use crate::values::Password;

/// Gives random bytes.
pub trait SecretSource: Send + Sync {
    /// Fills the buffer.
    ///
    /// MUST come from a generator that is fit for cryptography; MUST fail rather than give less.
    ///
    /// # Errors
    /// [`StoreError::Internal`] if the system gives no randomness.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), StoreError>;
}

/// Digests credentials.
pub trait Digester: Send + Sync {
    /// MUST be a collision-resistant function of the whole text, the same for ever: stores look
    /// credentials up by it.
    fn digest(&self, credential: &str) -> Digest;
}

/// Hashes passwords, slowly on purpose.
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password with a fresh salt and the current settings.
    ///
    /// MUST bound how many hashes are under way and how many wait.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait.
    fn hash(&self, password: &Password) -> Result<PasswordHash, StoreError>;

    /// Whether the password is the hashed one. Without a hash (no such account) the answer is `false`
    /// after the same work, so that time does not tell which accounts exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait; [`StoreError::Internal`] if the hash is unreadable.
    fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<bool, StoreError>;

    /// Whether the hash was made with weaker settings than the current ones.
    fn is_outdated(&self, hash: &PasswordHash) -> bool;
}

/// Estimates how hard a password is to guess.
pub trait PasswordStrength: Send + Sync {
    /// Judges a password, given what a guesser would know of the person.
    fn estimate(&self, password: &Password, personal: &[&str]) -> Strength;
}

/// An estimate of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard to guess), on the scale of `zxcvbn`.
    pub score: u8,
    /// What makes it weak and what would help, in sentences; may be empty.
    pub advice: String,
}
