use std::time::{Duration, Instant};

use sendook_persistence::OpenError;

/// The time between a failure and the next attempt.
const PAUSE: Duration = Duration::from_secs(1);

/// Opens a database that may be unreachable or busy, as when a whole site starts at once: retries for up to `timeout`, and
/// logs each reason once.
pub(crate) async fn until_open<T>(
    timeout: Duration,
    open: impl Fn() -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let begun = Instant::now();
    let mut logged = String::new();
    loop {
        let error = match open() {
            Ok(opened) => return Ok(opened),
            Err(error) => error,
        };
        let left = timeout.saturating_sub(begun.elapsed());
        if left.is_zero() || !error.may_pass() {
            return Err(error);
        }
        let reason = error.to_string();
        if reason != logged {
            log::warn!("{reason} Trying again for {} s.", left.as_secs_f32().ceil());
            logged = reason;
        }
        tokio::time::sleep(PAUSE.min(left)).await;
    }
}
