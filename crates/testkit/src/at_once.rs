use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Runs a future that never waits, as the domain's are on a store in memory.
///
/// # Panics
/// If it waits.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("the future waits"),
    }
}
