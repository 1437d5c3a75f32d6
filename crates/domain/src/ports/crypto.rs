use std::error::Error;

use crate::entities::PasswordHash;
use crate::values::{Digest, Password};

/// Gives random bytes.
pub trait SecretSource: Send + Sync {
    /// Fills the buffer.
    ///
    /// MUST come from a generator that is fit for cryptography; MUST fail rather than give less.
    ///
    /// # Errors
    /// [`RandomError`] if there is no randomness.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// The random generator failed.
#[derive(Debug, thiserror::Error)]
#[error("there are no random bytes")]
pub struct RandomError(#[source] pub Box<dyn Error + Send + Sync>);

/// Digests credentials.
pub trait Digester: Send + Sync {
    /// MUST be a collision-resistant function of the whole text, and never change: stores look
    /// credentials up by it.
    fn digest(&self, credential: &str) -> Digest;
}

/// Hashes passwords, slowly on purpose. Each call computes on its own thread until it is done; callers see to it that no
/// more run at once than there are cores, and in which order.
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password with a fresh salt and the current settings.
    fn hash(&self, password: &Password) -> Result<PasswordHash, HashError>;

    /// Compares a password with a hash. Without a hash (no such account) and with one that cannot be used, the work is
    /// the same, so that time does not tell which accounts exist.
    fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verification, HashError>;

    /// Whether the hash was made with weaker settings than the current ones.
    fn is_outdated(&self, hash: &PasswordHash) -> bool;

    /// Overwrites what hashes left in memory. Called when no further hash waits, as it takes time. A hasher that keeps no memory
    /// has nothing to do.
    fn wipe(&self) {}
}

/// Why a password was neither hashed nor compared.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many wait, or the memory is not to be had. Trying again later may help.
    #[error("no password can be hashed at this moment")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// An internal error.
    #[error("a password could not be hashed")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl From<RandomError> for HashError {
    fn from(error: RandomError) -> Self {
        Self::Internal(error.into())
    }
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
    /// Judges a password, given what a guesser would know of the person. A client can choose a password for which this
    /// is as slow as many hashes, so callers run it where they run those.
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
