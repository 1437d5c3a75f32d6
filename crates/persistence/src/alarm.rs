use std::fmt;
use std::time::{Duration, Instant};

use log::Level;
use parking_lot::Mutex;

/// Repetitions within this time after a logged line are not logged.
const QUIET: Duration = Duration::from_mins(1);

/// Logs something that every request runs into at most once a minute.
#[derive(Default)]
pub(crate) struct Alarm(Mutex<Option<Instant>>);

impl Alarm {
    /// Logs a line, unless there was one less than a minute ago.
    pub(crate) fn raise(&self, level: Level, line: fmt::Arguments<'_>) {
        let now = Instant::now();
        let mut last = self.0.lock();
        if last.is_none_or(|last| now.duration_since(last) >= QUIET) {
            *last = Some(now);
            log::log!(level, "{line}");
        }
    }
}
