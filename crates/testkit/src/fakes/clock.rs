use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::ports::Clock;

/// A clock that stands still until a test moves it.
///
/// To see a token expire, log in, `clock.advance(TimeDelta::hours(24))`, and present it again.
#[derive(Debug)]
pub struct FixedClock {
    micros: AtomicI64,
    monotonic_micros: AtomicU64,
}

impl FixedClock {
    /// What a new clock shows: 2026-03-01T10:00:00Z.
    pub const START: DateTime<Utc> = match DateTime::from_timestamp(1_772_359_200, 0) {
        Some(start) => start,
        None => DateTime::UNIX_EPOCH,
    };

    /// A clock that shows [`FixedClock::START`].
    pub fn new() -> Self {
        Self {
            micros: AtomicI64::new(Self::START.timestamp_micros()),
            monotonic_micros: AtomicU64::new(0),
        }
    }

    /// Lets time pass; backwards, moves the clock alone and not the monotonic time. What is finer than a microsecond is cut off.
    pub fn advance(&self, by: TimeDelta) {
        let micros = by.num_microseconds().unwrap_or(i64::MAX);
        self.micros.fetch_add(micros, Ordering::SeqCst);
        let passed = u64::try_from(micros).unwrap_or(0);
        self.monotonic_micros.fetch_add(passed, Ordering::SeqCst);
    }

    /// Sets the clock, without any time passing. What is finer than a microsecond is cut off.
    pub fn set(&self, now: DateTime<Utc>) {
        self.micros.store(now.timestamp_micros(), Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        let micros = self.micros.load(Ordering::SeqCst);
        DateTime::from_timestamp_micros(micros).unwrap_or(Self::START)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_micros(self.monotonic_micros.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_only_when_it_is_moved() {
        let clock = FixedClock::new();
        assert_eq!(clock.now().to_rfc3339(), "2026-03-01T10:00:00+00:00");
        assert_eq!(clock.now(), clock.now());
        clock.advance(TimeDelta::hours(1));
        assert_eq!(clock.now(), FixedClock::START + TimeDelta::hours(1));
        clock.set(DateTime::UNIX_EPOCH + TimeDelta::nanoseconds(1_999));
        assert_eq!(
            clock.now(),
            DateTime::UNIX_EPOCH + TimeDelta::microseconds(1)
        );
        clock.advance(-TimeDelta::days(1));
        assert_eq!(clock.monotonic(), Duration::from_hours(1));
    }
}
