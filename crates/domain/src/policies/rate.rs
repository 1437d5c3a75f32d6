use std::time::Duration;

use chrono::TimeDelta;

use super::wait::try_again;
use crate::values::RateLimit;

/// How much is left of a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateStatus {
    /// The limit.
    pub limit: RateLimit,
    /// How many requests are allowed at once now.
    pub remaining: u32,
    /// After how long it is one more.
    pub next_in: TimeDelta,
}

/// A request was one too many: nothing remains, and the next is allowed after [`next_in`](RateStatus::next_in).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This API key may make {}. {}", .0.limit, try_again(.0.next_in))]
pub struct RateExceeded(pub RateStatus);

/// What is kept of the earlier requests of a key. Moments are in monotonic time: a clock that is set neither stops a rate nor gives it
/// back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateUse {
    /// The limit that they were counted against.
    limit: RateLimit,
    /// When that limit would be unused again.
    unused_from: Duration,
}

impl RateUse {
    /// Whether nothing of the limit is used at `now`.
    pub fn is_over(&self, now: Duration) -> bool {
        self.unused_from <= now
    }

    /// When the limit is unused again.
    pub fn unused_from(&self) -> Duration {
        self.unused_from
    }

    /// When another limit would be unused again, if as many requests of it were used as of this one: a window that was made longer
    /// must not give what is used up.
    fn unused_from_under(&self, limit: RateLimit, now: Duration) -> Duration {
        if limit == self.limit {
            return self.unused_from;
        }
        let used = self.unused_from.saturating_sub(now).as_nanos();
        let scaled = used * limit.interval().as_nanos() / self.limit.interval().as_nanos();
        let most = whole(limit);
        now + u64::try_from(scaled).map_or(most, |scaled| most.min(Duration::from_nanos(scaled)))
    }
}

/// How long it takes until a limit that is used up is unused again.
fn whole(limit: RateLimit) -> Duration {
    limit.interval() * limit.limit()
}

/// Counts a request at `now` against a limit, by the generic cell rate algorithm (ITU-T I.371, annex A): all that is kept of
/// earlier requests is the moment by which the limit would be unused again. Gives that anew, and whether the request is
/// allowed; one that is not does not count.
///
/// If the limit was another one, as many requests as were used of it count against this one.
pub fn count_request(
    limit: RateLimit,
    before: Option<RateUse>,
    now: Duration,
) -> (RateUse, Result<RateStatus, RateExceeded>) {
    let interval = limit.interval();
    let used_up = now + whole(limit);
    let before = before.map_or(now, |used| used.unused_from_under(limit, now));
    let before = before.max(now);
    let kept = |unused_from| RateUse { limit, unused_from };
    let status = |remaining, next_in| RateStatus {
        limit,
        remaining,
        next_in: TimeDelta::from_std(next_in).unwrap_or(TimeDelta::MAX),
    };
    let after = before + interval;
    if after > used_up {
        let exceeded = RateExceeded(status(0, after.saturating_sub(used_up)));
        return (kept(before), Err(exceeded));
    }
    let left = used_up.saturating_sub(after);
    let remaining = left.as_nanos() / interval.as_nanos();
    let remaining = u32::try_from(remaining).unwrap_or(u32::MAX);
    let next_in = (interval * (remaining + 1)).saturating_sub(left);
    (kept(after), Ok(status(remaining, next_in)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(limit: u32, window_seconds: u32) -> RateLimit {
        RateLimit::new(limit, window_seconds).unwrap()
    }

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    fn wait(count: i64) -> TimeDelta {
        TimeDelta::seconds(count)
    }

    /// One key, over time.
    #[derive(Default)]
    struct Counter(Option<RateUse>);

    impl Counter {
        fn count(&mut self, limit: RateLimit, at: Duration) -> Result<RateStatus, RateExceeded> {
            let (used, counted) = count_request(limit, self.0, at);
            self.0 = Some(used);
            counted
        }

        /// How many of a thousand requests at once are allowed.
        fn burst(&mut self, limit: RateLimit, at: Duration) -> usize {
            let allowed = |_: &usize| self.count(limit, at).is_ok();
            (0..1_000).filter(allowed).count()
        }
    }

    #[test]
    fn the_whole_limit_may_be_used_at_once_and_comes_back_evenly() {
        let (limit, mut counter) = (rate(3, 60), Counter::default());
        for remaining in [2, 1, 0] {
            let status = counter.count(limit, seconds(0)).unwrap();
            assert_eq!((status.remaining, status.next_in), (remaining, wait(20)));
        }
        let exceeded = counter.count(limit, seconds(5)).unwrap_err();
        assert_eq!((exceeded.0.remaining, exceeded.0.next_in), (0, wait(15)));
        assert!(
            counter
                .count(limit, Duration::from_nanos(19_999_999_999))
                .is_err()
        );
        assert_eq!(counter.burst(limit, seconds(20)), 1);
        assert_eq!(counter.burst(limit, seconds(60)), 2);
        assert_eq!(counter.burst(limit, seconds(600)), 3);
    }

    #[test]
    fn a_refused_request_does_not_count() {
        let (limit, mut counter) = (rate(1, 10), Counter::default());
        assert_eq!(counter.burst(limit, seconds(0)), 1);
        assert_eq!(counter.burst(limit, seconds(9)), 0);
        assert_eq!(counter.burst(limit, seconds(10)), 1);
    }

    #[test]
    fn every_limit_is_exact_at_once_and_never_exceeded_in_the_long_run() {
        for (limit, window) in [(1, 1), (7, 60), (999, 1), (7, 86_400), (3, 1)] {
            let (limit, mut counter) = (rate(limit, window), Counter::default());
            let burst = usize::try_from(limit.limit()).unwrap();
            assert_eq!(counter.burst(limit, seconds(0)), burst, "{limit}");
            let window = seconds(window.into());
            let steps = (1..=1_000).map(|step| window * step / 1_000);
            let later = steps.filter(|at| counter.count(limit, *at).is_ok()).count();
            assert!((burst - 1..=burst).contains(&later), "{limit}: {later}");
        }
    }

    #[test]
    fn another_limit_holds_at_once() {
        // Of the limit before, then of the limit after: how many requests at once.
        for (before, used, after, left) in [
            (rate(10, 10), 10, rate(9, 1_000), 0),
            (rate(100, 60), 100, rate(50, 3_600), 0),
            (rate(10, 1_000), 10, rate(10, 86_400), 0),
            (rate(10, 10), 4, rate(9, 1_000), 5),
            (rate(1, 86_400), 1, rate(60, 60), 59),
            (rate(50, 60), 50, rate(60, 60), 10),
        ] {
            let mut counter = Counter::default();
            for _ in 0..used {
                counter.count(before, seconds(0)).unwrap();
            }
            assert_eq!(counter.burst(after, seconds(0)), left, "{before}, {after}");
            // From then on, what was used comes back as the new limit says.
            assert_eq!(
                counter.burst(after, after.interval()),
                1,
                "{before}, {after}"
            );
        }
    }

    #[test]
    fn no_series_of_longer_windows_gives_more_at_once() {
        let mut counter = Counter::default();
        assert_eq!(counter.burst(rate(100, 1_000), seconds(0)), 100);
        for window in [2_000, 4_000, 64_000, 86_400] {
            assert_eq!(counter.burst(rate(100, window), seconds(0)), 0);
        }
    }

    #[test]
    fn the_sentence_says_what_is_allowed_and_when() {
        let (limit, mut counter) = (rate(1, 60), Counter::default());
        counter.count(limit, seconds(0)).unwrap();
        let exceeded = counter.count(limit, seconds(30)).unwrap_err();
        assert_eq!(
            exceeded.to_string(),
            "This API key may make 1 request in 60 seconds. Try again in 30 seconds."
        );
    }
}
