use actix_web::web;

use crate::ApiError;

/// Where short reads of the store run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookups {
    /// On the worker thread itself: right for a store in the same process, whose point reads take
    /// microseconds, less than a change of thread.
    Inline,
    /// On a thread that may block: right for a store at the other end of a socket.
    Blocking,
}

impl Lookups {
    /// Runs one short read.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if the blocking thread was lost.
    pub async fn run<T: Send + 'static>(
        self,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        match self {
            Self::Inline => Ok(read()),
            Self::Blocking => block(read).await,
        }
    }
}

/// Runs work that may block on a thread that may.
pub(crate) async fn block<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    web::block(work)
        .await
        .map_err(|error| ApiError::Internal(error.into()))
}
