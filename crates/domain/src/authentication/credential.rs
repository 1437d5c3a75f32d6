use std::net::IpAddr;
use std::sync::Arc;

use crate::entities::{StoredAccessToken, StoredKey, StoredRunToken};
use crate::tokens::TokenKind;
use crate::values::Digest;

/// What a well-formed credential is looked up by.
#[derive(Debug, Clone, Copy)]
pub struct CredentialQuery {
    /// What its prefix says it is.
    pub kind: TokenKind,
    /// What a store would know it by.
    pub digest: Digest,
}

/// A well-formed credential of a wanted kind, on its way to be looked up and judged.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// What it is looked up by.
    pub query: CredentialQuery,
    /// The client's address, if it is known.
    pub client: Option<IpAddr>,
}

/// What a store has under the digest of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredCredential {
    /// An API key.
    Key(Arc<StoredKey>),
    /// An access token.
    AccessToken(Arc<StoredAccessToken>),
    /// A run token, and the key that made it, as it is now.
    RunToken(Arc<StoredRunToken>, Arc<StoredKey>),
}

impl From<StoredKey> for StoredCredential {
    fn from(key: StoredKey) -> Self {
        Arc::new(key).into()
    }
}

impl From<Arc<StoredKey>> for StoredCredential {
    fn from(key: Arc<StoredKey>) -> Self {
        Self::Key(key)
    }
}

impl From<StoredAccessToken> for StoredCredential {
    fn from(token: StoredAccessToken) -> Self {
        Self::AccessToken(Arc::new(token))
    }
}
