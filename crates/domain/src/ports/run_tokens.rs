use chrono::{DateTime, Utc};

use super::StoreError;
use crate::entities::{
    ApiKey, AuditEvent, Organization, RememberedAnswer, RunToken, StoredRunToken,
};
use crate::values::{Digest, Id};

/// Keeps run tokens. Each belongs to the secret of a key that made it, and MUST be gone as soon as that secret is.
///
/// As for keys, look-ups by id take the organization, and a write holds on the next request of every server.
pub trait RunTokens: Send + Sync {
    /// Keeps a new token, and the [answer](super::RememberedAnswers) to the request for it, unless its key is gone, or has `most` tokens already that are good when the new one is made.
    ///
    /// MUST be one conditional step: of several at once, on any servers, no more are kept than there is room for.
    fn create_run_token(
        &self,
        new: &NewRunToken,
        most: u16,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<RunTokenCreation, StoreError>;

    /// Finds a token by its digest. MUST read the latest committed data.
    fn run_token_by_digest(&self, digest: &Digest) -> Result<Option<StoredRunToken>, StoreError>;

    /// Finds several tokens, in the order of the digests: what [`run_token_by_digest`](Self::run_token_by_digest) finds,
    /// in one step where the store can do that. A digest that is given twice is found twice.
    fn run_tokens_by_digests(
        &self,
        digests: &[Digest],
    ) -> Result<Vec<Option<StoredRunToken>>, StoreError> {
        let find = |digest| self.run_token_by_digest(digest);
        digests.iter().map(find).collect()
    }

    /// Lists the tokens of a key that have not expired at `now`, newest first: at most as many as a key may have.
    fn run_tokens(
        &self,
        organization: &Id<Organization>,
        key: &Id<ApiKey>,
        now: DateTime<Utc>,
    ) -> Result<Vec<RunToken>, StoreError>;

    /// Ends tokens of a key that have not expired at `now`. Returns how many. Of two such calls at once, one ends a token.
    fn end_run_tokens(
        &self,
        organization: &Id<Organization>,
        key: &Id<ApiKey>,
        which: &EndRunTokens,
        now: DateTime<Utc>,
        audit: &AuditEvent,
    ) -> Result<usize, StoreError>;

    /// Deletes up to `limit` tokens that expired before `expired`. Returns how many it deleted. Safe to run on several
    /// servers at once.
    fn sweep_run_tokens(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError>;
}

/// A token that is to be kept.
#[derive(Debug, Clone)]
pub struct NewRunToken {
    /// The token.
    pub token: RunToken,
    /// The digest of the token.
    pub digest: Digest,
    /// The key that makes it.
    pub key_id: Id<ApiKey>,
    /// The digest of the secret that the key was presented with.
    pub secret: Digest,
}

/// What became of a new token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunTokenCreation {
    /// It is kept.
    Kept,
    /// The key, or the secret that it was presented with, is gone.
    KeyGone,
    /// The key has as many tokens as it may have.
    TooMany {
        /// When the first of them expires.
        until: DateTime<Utc>,
    },
}

/// Which run tokens of a key end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndRunTokens {
    /// All of them.
    All,
    /// This one.
    Only(Id<RunToken>),
}
