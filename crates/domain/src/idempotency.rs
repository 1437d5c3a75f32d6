//! Idempotency keys: a request that is sent again has no further effect, and gets the first answer again.

use std::sync::Arc;

use crate::entities::RememberedAnswer;
use crate::policies::{Replay, replay};
use crate::ports::{AnswerSealer, Clock, KeyedRequest, Ports, RememberedAnswers, StoreError};
use crate::values::Secret;

/// Makes the answer to a request of the thing that a use case is about to keep, so that it keeps both in one transaction.
pub type Remember<'a, T> = dyn Fn(&T) -> Result<RememberedAnswer, StoreError> + 'a;

/// The answer to hand to the store, if the request has an idempotency key.
pub(crate) fn answer_of<T>(
    remember: Option<&Remember<'_, T>>,
    made: &T,
) -> Result<Option<RememberedAnswer>, StoreError> {
    remember.map(|remember| remember(made)).transpose()
}

/// Carries out requests with an idempotency key.
pub struct IdempotencyService {
    store: Arc<dyn RememberedAnswers>,
    sealer: Arc<dyn AnswerSealer>,
    clock: Arc<dyn Clock>,
}

/// The answer to a request that succeeded.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its HTTP status.
    pub status: u16,
    /// Its body.
    pub body: Secret,
    /// Whether it is the answer to an earlier request.
    pub is_replay: bool,
}

/// Why there is no telling whether a request was carried out before.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The idempotency key belongs to another request.
    #[error(
        "This Idempotency-Key was sent before with another body. A request that differs needs a key of its own."
    )]
    Reused,
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IdempotencyService {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            store: ports.store.clone(),
            sealer: ports.sealer.clone(),
            clock: ports.clock.clone(),
        }
    }

    /// Carries a request out, unless it was carried out before: then it gets the same answer again.
    ///
    /// `write` writes the body of an answer with this status. `carry_out` does what the request asks for; what it is lent belongs to the one use
    /// case that makes something, which keeps the answer.
    ///
    /// # Errors
    /// Those of `carry_out`, or [`ReplayError`]; then nothing was made.
    pub fn once<T, E: From<ReplayError>>(
        &self,
        request: &KeyedRequest<'_>,
        body: &[u8],
        status: u16,
        write: impl Fn(&T) -> Secret,
        carry_out: impl FnOnce(&Remember<'_, T>) -> Result<T, E>,
    ) -> Result<Answer, E> {
        if let Some(before) = self.answer_before(request, body)? {
            return Ok(before);
        }
        let remember = |made: &T| self.sealed(request, body, status, &write(made));
        match carry_out(&remember) {
            Ok(made) => Ok(Answer {
                status,
                body: write(&made),
                is_replay: false,
            }),
            // The same request may have succeeded meanwhile; so may this one, if the connection broke when the store confirmed it.
            Err(error) => self.answer_before(request, body)?.ok_or(error),
        }
    }

    fn answer_before(
        &self,
        request: &KeyedRequest<'_>,
        body: &[u8],
    ) -> Result<Option<Answer>, ReplayError> {
        let Some(before) = self.store.remembered_answer(&self.sealer.id(request))? else {
            return Ok(None);
        };
        let fingerprint = self.sealer.fingerprint(request, body);
        match replay(&before, &fingerprint, self.clock.now()) {
            Replay::Expired => Ok(None),
            Replay::Reused => Err(ReplayError::Reused),
            Replay::Again => {
                let opened = self.sealer.open(request, before.status, &before.sealed);
                let damaged = || StoreError::internal("a remembered answer is damaged");
                Ok(Some(Answer {
                    status: before.status,
                    body: opened.ok_or_else(damaged)?,
                    is_replay: true,
                }))
            }
        }
    }

    fn sealed(
        &self,
        request: &KeyedRequest<'_>,
        body: &[u8],
        status: u16,
        answer: &Secret,
    ) -> Result<RememberedAnswer, StoreError> {
        Ok(RememberedAnswer {
            id: self.sealer.id(request),
            fingerprint: self.sealer.fingerprint(request, body),
            status,
            sealed: self.sealer.seal(request, status, answer)?,
            created_at: self.clock.now(),
        })
    }
}
