use chrono::{DateTime, Utc};

use crate::values::Digest;

/// The answer to a request with an idempotency key, as a store keeps it: who lacks the key can neither read the answer nor tell what
/// the request was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RememberedAnswer {
    /// Stands for the key, the route and the caller together.
    pub id: Digest,
    /// Stands for the body of the request. Derived from the key as well, as a body may be easy to guess.
    pub fingerprint: Digest,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The body of the answer, encrypted and authenticated together with `id` and `status`.
    pub sealed: Vec<u8>,
    /// When the request was answered.
    pub created_at: DateTime<Utc>,
}
