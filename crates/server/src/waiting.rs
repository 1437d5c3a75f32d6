use std::time::{Duration, Instant};

use sendook_persistence::OpenError;

/// How long after a failure the database is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Opens a database that may be away or busy, as when everything starts at once: tries for so long, and
/// tells the log each reason once.
pub(crate) async fn until_open<T>(
    patience: Duration,
    open: impl Fn() -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let begun = Instant::now();
    let mut told = String::new();
    loop {
        let error = match open() {
            Ok(opened) => return Ok(opened),
            Err(error) => error,
        };
        let left = patience.saturating_sub(begun.elapsed());
        if left.is_zero() || !error.may_pass() {
            return Err(error);
        }
        let reason = error.to_string();
        if reason != told {
            log::warn!("{reason} Trying again for {} s.", left.as_secs_f32().ceil());
            told = reason;
        }
        tokio::time::sleep(PAUSE.min(left)).await;
    }
}
