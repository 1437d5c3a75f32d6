use std::error::Error;

use super::StoreError;
use crate::entities::PasswordHash;
use crate::values::Digest;
use crate::values::{ClientNetwork, Password};

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
    /// Hashes a password with a fresh salt and the current settings, for a client of this network.
    ///
    /// MUST bound how many hashes are under way and how many wait. MUST serve networks in turn, so that many requests of
    /// one do not keep those of another from their turn.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait.
    fn hash(&self, password: &Password, network: ClientNetwork)
    -> Result<PasswordHash, StoreError>;

    /// Compares a password with a hash, in the same queue. Without a hash (no such account) and with one that cannot
    /// be used, the work is the same, so that time does not tell which accounts exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait.
    fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
        network: ClientNetwork,
    ) -> Result<Verification, StoreError>;

    /// Whether the hash was made with weaker settings than the current ones.
    fn is_outdated(&self, hash: &PasswordHash) -> bool;
}

/// What comparing a password with a hash showed.
#[derive(Debug)]
pub enum Verification {
    /// The password is the hashed one.
    Match,
    /// It is another, or there is no hash.
    Mismatch,
    /// What is kept is no hash that could be compared with anything. The cause MUST NOT quote it.
    UnusableHash(Box<dyn Error + Send + Sync>),
}

/// Estimates how hard a password is to guess.
pub trait PasswordStrength: Send + Sync {
    /// Judges a password, given what a guesser would know of the person, for a client of this network.
    ///
    /// MUST be bounded, and serve networks in turn, as [`PasswordHasher::hash`] does: whoever chooses the password can
    /// make its judging as slow as many hashes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait.
    fn estimate(
        &self,
        password: &Password,
        personal: &[&str],
        network: ClientNetwork,
    ) -> Result<Strength, StoreError>;
}

/// An estimate of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard to guess), on the scale of `zxcvbn`.
    pub score: u8,
    /// What makes it weak and what would help, in sentences; may be empty.
    pub advice: String,
}
