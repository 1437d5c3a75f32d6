use std::pin::pin;
use std::task::{Context, Poll, Waker};

use sendook_domain::authentication::AuthenticationError;
use sendook_domain::ports::StoreError;

/// Runs a judgement that reads the store where it is called, and so never waits for anything else.
pub(crate) fn at_once<P>(
    judgement: impl Future<Output = Result<P, AuthenticationError>>,
) -> Result<P, AuthenticationError> {
    match pin!(judgement).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(judged) => judged,
        Poll::Pending => Err(StoreError::internal("a look-up waits").into()),
    }
}
