use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpResponse;
use sendook_domain::ports::{SecretSource, StoreError};

use crate::envelope::finish;
use crate::error::Problem;
use crate::request::RequestId;

/// Answers to peers whose request never got as far as the [`Envelope`](crate::Envelope): it did not arrive
/// in time, or the connection itself was one too many. They look like every other error.
pub struct EarlyAnswers {
    origin: u64,
    given: AtomicU64,
}

impl EarlyAnswers {
    /// Makes request ids of a random number, drawn here, and a count.
    ///
    /// # Errors
    /// The system provides no randomness.
    pub fn new(secrets: &dyn SecretSource) -> Result<Self, StoreError> {
        let mut random = [0; 8];
        secrets.fill(&mut random)?;
        Ok(Self {
            origin: u64::from_be_bytes(random),
            given: AtomicU64::new(0),
        })
    }

    /// The answer that reports this problem to a peer, under an id of its own.
    pub fn to(&self, problem: &Problem) -> HttpResponse {
        let count = self.given.fetch_add(1, Ordering::Relaxed);
        let id = RequestId::made(self.origin, count);
        finish(problem.answer(Some(id.as_str()), false), id)
    }
}
