use chrono::{DateTime, TimeDelta, Utc};

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

/// Counts a request at `now` against a limit, by the generic cell rate algorithm (ITU-T I.371, annex A): all that is kept of
/// earlier requests is the moment by which the limit would be unused again. Gives that moment anew, and whether the request is
/// allowed; one that is not does not count.
///
/// A kept moment that lies further ahead than the limit can make it, because the clock moved back or the limit was another one,
/// counts as if the limit were just used up: nobody waits longer for it than for the next request.
pub fn count_request(
    limit: RateLimit,
    unused_from: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, Result<RateStatus, RateExceeded>) {
    let interval = limit.interval();
    let nanos = |time: TimeDelta| time.num_nanoseconds().unwrap_or(i64::MAX);
    let used_up = now + TimeDelta::nanoseconds(nanos(interval) * i64::from(limit.limit()));
    let before = unused_from.unwrap_or(now).clamp(now, used_up);
    let after = before + interval;
    if after > used_up {
        let status = RateStatus {
            limit,
            remaining: 0,
            next_in: after - used_up,
        };
        return (before, Err(RateExceeded(status)));
    }
    let (left, interval) = (nanos(used_up - after), nanos(interval));
    let status = RateStatus {
        limit,
        remaining: u32::try_from(left / interval).unwrap_or(u32::MAX),
        next_in: TimeDelta::nanoseconds(interval - left % interval),
    };
    (after, Ok(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn rate(limit: u32, window_seconds: u32) -> RateLimit {
        RateLimit::new(limit, window_seconds).unwrap()
    }

    fn seconds(count: i64) -> TimeDelta {
        TimeDelta::seconds(count)
    }

    /// One key, over time.
    #[derive(Default)]
    struct Counter(Option<DateTime<Utc>>);

    impl Counter {
        fn count(&mut self, limit: RateLimit, at: TimeDelta) -> Result<RateStatus, RateExceeded> {
            let (unused_from, counted) = count_request(limit, self.0, START + at);
            self.0 = Some(unused_from);
            counted
        }

        /// How many of a thousand requests at once are allowed.
        fn burst(&mut self, limit: RateLimit, at: TimeDelta) -> usize {
            let allowed = |_: &usize| self.count(limit, at).is_ok();
            (0..1_000).filter(allowed).count()
        }
    }

    #[test]
    fn the_whole_limit_may_be_used_at_once_and_comes_back_evenly() {
        let (limit, mut counter) = (rate(3, 60), Counter::default());
        for remaining in [2, 1, 0] {
            let status = counter.count(limit, seconds(0)).unwrap();
            assert_eq!((status.remaining, status.next_in), (remaining, seconds(20)));
        }
        let exceeded = counter.count(limit, seconds(5)).unwrap_err();
        assert_eq!((exceeded.0.remaining, exceeded.0.next_in), (0, seconds(15)));
        assert!(
            counter
                .count(limit, seconds(20) - TimeDelta::microseconds(1))
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
            let window = seconds(i64::from(window));
            let steps = (1..=1_000).map(|step| window * step / 1_000);
            let later = steps.filter(|at| counter.count(limit, *at).is_ok()).count();
            assert!((burst - 1..=burst).contains(&later), "{limit}: {later}");
        }
    }

    #[test]
    fn a_clock_that_moves_back_makes_nobody_wait_longer_than_for_one_request() {
        let (limit, mut counter) = (rate(6, 60), Counter::default());
        let day = seconds(86_400);
        assert_eq!(counter.burst(limit, day), 6);
        let exceeded = counter.count(limit, seconds(0)).unwrap_err();
        assert_eq!(exceeded.0.next_in, seconds(10));
        assert_eq!(counter.burst(limit, seconds(10)), 1);
        assert_eq!(counter.burst(limit, seconds(30)), 2);
    }

    #[test]
    fn another_limit_holds_at_once() {
        let mut counter = Counter::default();
        assert_eq!(counter.burst(rate(1, 86_400), seconds(0)), 1);
        // What was long used up comes back as fast as the new limit says.
        let wider = rate(60, 60);
        assert_eq!(
            counter.count(wider, seconds(0)).unwrap_err().0.next_in,
            seconds(1)
        );
        assert_eq!(counter.burst(wider, seconds(10)), 10);
        let narrower = rate(2, 60);
        assert!(counter.burst(narrower, seconds(10)) <= 2);
        assert!(counter.count(narrower, seconds(10)).is_err());
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
