use chrono::{DateTime, Utc};

use super::StoreError;
use crate::entities::RememberedAnswer;
use crate::values::Digest;

/// Keeps answers to requests with an idempotency key.
///
/// A method of another port that takes an answer MUST keep it in the transaction of what it makes, so that there is never one without
/// the other, and fail with [`StoreError::Taken`] of [`IdempotencyKey`](super::Unique::IdempotencyKey), with nothing kept, if there is
/// one with this id already. An answer as old as [`ANSWERS_REMEMBERED`](crate::policies::ANSWERS_REMEMBERED) is replaced instead.
pub trait RememberedAnswers: Send + Sync {
    /// Finds an answer, however old it is. MUST read the latest committed data.
    fn remembered_answer(&self, id: &Digest) -> Result<Option<RememberedAnswer>, StoreError>;

    /// Deletes up to `limit` answers from before `until`. Returns how many it deleted. Safe to run on several servers at once.
    fn sweep_remembered_answers(
        &self,
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError>;
}
