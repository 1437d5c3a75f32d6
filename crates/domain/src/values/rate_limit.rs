use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

/// How many requests an API key may make in some time: all of them at once, if none were made before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    limit: NonZeroU32,
    window_seconds: u32,
}

/// The limit or its window is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A rate limit is 1 to 1000000 requests in 1 to 86400 seconds.")]
pub struct InvalidRateLimit;

impl RateLimit {
    /// The most requests: more than one server answers in a second.
    pub const MAX_LIMIT: u32 = 1_000_000;

    /// The longest window: a day. Requests are counted in memory, so that a restart forgets them; a quota of a month would mean
    /// little.
    pub const MAX_WINDOW_SECONDS: u32 = 24 * 60 * 60;

    /// Allows this many requests in this many seconds.
    ///
    /// # Errors
    /// [`InvalidRateLimit`].
    pub fn new(limit: u32, window_seconds: u32) -> Result<Self, InvalidRateLimit> {
        let limit = NonZeroU32::new(limit).filter(|limit| limit.get() <= Self::MAX_LIMIT);
        match limit {
            Some(limit) if (1..=Self::MAX_WINDOW_SECONDS).contains(&window_seconds) => Ok(Self {
                limit,
                window_seconds,
            }),
            _ => Err(InvalidRateLimit),
        }
    }

    /// How many requests.
    pub fn limit(self) -> u32 {
        self.limit.get()
    }

    /// In how many seconds.
    pub fn window_seconds(self) -> u32 {
        self.window_seconds
    }

    /// How long it takes until one more request is allowed.
    pub fn interval(self) -> Duration {
        Duration::from_secs(self.window_seconds.into()) / self.limit()
    }

    /// Whether `other` allows no more than this: neither at once nor in the long run.
    pub fn covers(self, other: Self) -> bool {
        let requests = |one: Self, window: u32| u64::from(one.limit()) * u64::from(window);
        other.limit <= self.limit
            && requests(other, self.window_seconds) <= requests(self, other.window_seconds)
    }
}

/// `100 requests in 60 seconds`
impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: u32| if count == 1 { "" } else { "s" };
        let (limit, window) = (self.limit(), self.window_seconds);
        let (requests, seconds) = (plural(limit), plural(window));
        write!(f, "{limit} request{requests} in {window} second{seconds}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(limit: u32, window_seconds: u32) -> RateLimit {
        RateLimit::new(limit, window_seconds).unwrap()
    }

    #[test]
    fn both_numbers_have_bounds() {
        for (limit, window) in [(1, 1), (1_000_000, 1), (1, 86_400), (1_000_000, 86_400)] {
            let valid = rate(limit, window);
            assert_eq!((valid.limit(), valid.window_seconds()), (limit, window));
        }
        for (limit, window) in [(0, 60), (1_000_001, 60), (100, 0), (100, 86_401)] {
            assert_eq!(RateLimit::new(limit, window), Err(InvalidRateLimit));
        }
    }

    #[test]
    fn a_limit_covers_what_allows_no_more_at_once_and_no_more_in_the_long_run() {
        let own = rate(100, 60);
        for other in [rate(100, 60), rate(99, 60), rate(100, 61), rate(10, 6)] {
            assert!(own.covers(other), "{other}");
        }
        for other in [rate(101, 60), rate(100, 59), rate(101, 3600), rate(10, 5)] {
            assert!(!own.covers(other), "{other}");
        }
    }

    #[test]
    fn it_reads_as_a_phrase() {
        assert_eq!(rate(100, 60).to_string(), "100 requests in 60 seconds");
        assert_eq!(rate(1, 1).to_string(), "1 request in 1 second");
    }
}
