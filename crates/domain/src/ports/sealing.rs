use std::error::Error;

use zeroize::Zeroizing;

use super::crypto::RandomError;
use super::error::StoreError;
use crate::entities::{Factor, User};
use crate::values::Id;

/// Computes keyed digests.
pub trait Hmac: Send + Sync {
    /// HMAC-SHA-1 (RFC 2104) of a message: for codes of authenticator apps, which know nothing else.
    fn sha1(&self, key: &[u8], message: &[u8]) -> [u8; 20];
}

/// Whose secret something is.
#[derive(Debug, Clone, Copy)]
pub struct SecretOwner<'a> {
    /// The person.
    pub user: &'a Id<User>,
    /// Their factor.
    pub factor: &'a Id<Factor>,
}

impl<'a> SecretOwner<'a> {
    /// Whose the secret of a factor is.
    pub fn of(factor: &'a Factor) -> Self {
        Self {
            user: &factor.user_id,
            factor: &factor.id,
        }
    }
}

/// Hides secrets from those who have the database alone, under a key that is not in it.
///
/// There may be several keys: the first seals, and all open, so that it can be replaced.
pub trait SecretSealer: Send + Sync {
    /// Encrypts a secret, and authenticates it with its owner: in another row it MUST NOT open.
    ///
    /// # Errors
    /// [`SealError`].
    fn seal(&self, owner: &SecretOwner<'_>, secret: &[u8]) -> Result<Vec<u8>, SealError>;

    /// The secret.
    ///
    /// # Errors
    /// [`UnsealError`].
    fn open(
        &self,
        owner: &SecretOwner<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, UnsealError>;

    /// Whether this was sealed under the key that seals now.
    ///
    /// # Errors
    /// [`SealError`].
    fn is_current(&self, sealed: &[u8]) -> Result<bool, SealError>;
}

/// Why a secret was not sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is no key.
    #[error("no secret key is set, so that no secret can be kept")]
    NoKey,
    /// The keys cannot be read.
    #[error("the secret key cannot be read")]
    Unreadable(#[source] Box<dyn Error + Send + Sync>),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// Why a sealed secret was not opened.
#[derive(Debug, thiserror::Error)]
pub enum UnsealError {
    /// It was sealed under another key than those that are set.
    #[error("a secret is sealed under the key {0}, which is not among the keys in use")]
    OtherKey(String),
    /// It was changed, or moved to another row.
    #[error("a sealed secret was changed, or belongs to another row")]
    Changed,
    /// The keys cannot be read.
    #[error("the secret key cannot be read")]
    Unreadable(#[source] Box<dyn Error + Send + Sync>),
}

impl From<UnsealError> for StoreError {
    /// Without its key, a secret is away, as with a database that is down: it can be opened once the operator sets the key.
    fn from(error: UnsealError) -> Self {
        match error {
            UnsealError::OtherKey(_) | UnsealError::Unreadable(_) => Self::unavailable(error),
            UnsealError::Changed => Self::internal(error),
        }
    }
}
