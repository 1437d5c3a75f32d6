use super::crypto::RandomError;
use crate::values::{Digest, IdempotencyKey, Secret};

/// A request with an idempotency key: all that its answer belongs to.
#[derive(Debug, Clone, Copy)]
pub struct KeyedRequest<'a> {
    /// What the client sent as `Idempotency-Key`.
    pub key: &'a IdempotencyKey,
    /// The method and the whole path, so that neither another route nor another organization is given the answer.
    pub route: &'a str,
    /// Whose credential it came with.
    pub caller: &'a str,
}

/// Hides answers from those who have the database alone, under keys that are derived from the idempotency key.
///
/// What is derived MUST depend on all three parts of the request and on where one ends and the next begins; what is derived for one
/// purpose MUST NOT tell anything of the others.
pub trait AnswerSealer: Send + Sync {
    /// By what the answer is found: a digest, from which the key cannot be computed.
    fn id(&self, request: &KeyedRequest<'_>) -> Digest;

    /// Stands for a body of the request. MUST NOT let guesses of the body be tried by those who lack the idempotency key.
    fn fingerprint(&self, request: &KeyedRequest<'_>, body: &[u8]) -> Digest;

    /// Encrypts an answer, and authenticates it with its status. MUST be safe with several answers to one request.
    ///
    /// # Errors
    /// [`RandomError`] if there is no randomness.
    fn seal(
        &self,
        request: &KeyedRequest<'_>,
        status: u16,
        answer: &Secret,
    ) -> Result<Vec<u8>, RandomError>;

    /// The answer. `None`: it was not sealed for this request and this status, or was changed since.
    fn open(&self, request: &KeyedRequest<'_>, status: u16, sealed: &[u8]) -> Option<Secret>;
}
