use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpResponse;
use sendook_domain::ports::{SecretSource, StoreError};

use crate::envelope::finish;
use crate::error::{ErrorForm, Problem};
use crate::request::RequestIds;

/// Answers to peers whose request never got as far as the [`Envelope`](crate::Envelope): it did not arrive
/// in time, or the connection itself was one too many. They look like every other error.
pub struct EarlyAnswers {
    ids: RequestIds,
    given: AtomicU64,
}

impl EarlyAnswers {
    /// Draws the random part of the request ids.
    ///
    /// # Errors
    /// The system provides no randomness.
    pub fn new(secrets: &dyn SecretSource) -> Result<Self, StoreError> {
        Ok(Self {
            ids: RequestIds::new(secrets)?,
            given: AtomicU64::new(0),
        })
    }

    /// The answer that reports this problem to a peer, under an id of its own.
    pub fn to(&self, problem: &Problem) -> HttpResponse {
        let count = self.given.fetch_add(1, Ordering::Relaxed);
        let id = self.ids.get(count);
        finish(problem.answer(Some(id.as_str()), ErrorForm::Usual), id)
    }
}
