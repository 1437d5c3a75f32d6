use std::fmt;
use std::time::{Duration, Instant};

use log::Level;
use parking_lot::Mutex;

/// How long a line that was logged stands for what happens again.
const QUIET: Duration = Duration::from_mins(1);

/// A line in the log about something that every request meets: one a minute, however many there are.
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
