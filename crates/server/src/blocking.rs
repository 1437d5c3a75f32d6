use actix_web::rt::task::spawn_blocking;
use sendook_domain::ports::StoreError;
use sendook_domain::with_causes;

/// Runs work that may block on a thread for it. A failure is logged as a warning and gives `None`: the next round of the
/// background task does the work.
pub(crate) async fn blocking<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Option<T> {
    match spawn_blocking(work).await {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            log::warn!("could not {what}: {}", with_causes(&error));
            None
        }
        Err(error) => {
            log::error!("could not {what}: {error}");
            None
        }
    }
}
