use chrono::{DateTime, TimeDelta, Utc};

use super::CLOCK_TOLERANCE;

/// How many failed logins are allowed before each further one has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleRule {
    /// This many failures …
    pub limit: u32,
    /// … within this time.
    pub window: TimeDelta,
}

/// Guesses at one account from one address.
pub const PER_ACCOUNT: ThrottleRule = ThrottleRule {
    limit: 10,
    window: TimeDelta::minutes(15),
};

/// Guesses at any account from one address.
pub const PER_ADDRESS: ThrottleRule = ThrottleRule {
    limit: 50,
    window: TimeDelta::minutes(5),
};

/// Wrong codes of apps at logins to one account, from anywhere, and likewise those in one session: only who has the password or the
/// session can show them. A code has six digits, so that many addresses together would find one. A recovery code has 80 bits, and a
/// passkey signs: neither can be guessed, so neither counts here.
pub const PER_SECOND_FACTOR: ThrottleRule = ThrottleRule {
    limit: 30,
    window: TimeDelta::hours(1),
};

/// The longest wait. The first is one second, and each further failure doubles it.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);

/// The failures of one account from one address, or of one address; or its registrations, failed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureCount {
    /// How many there were since `since`, the one under way included.
    pub failures: u32,
    /// When the first of them was.
    pub since: DateTime<Utc>,
    /// Until when further attempts are refused.
    pub blocked_until: Option<DateTime<Utc>>,
}

impl ThrottleRule {
    /// Counts an attempt as a failure before the password is checked; a success takes it back. So a hundred simultaneous
    /// guesses are all counted in time.
    ///
    /// # Errors
    /// How long to wait, if the attempt is refused. It does not count then.
    pub fn count(
        &self,
        before: Option<FailureCount>,
        now: DateTime<Utc>,
    ) -> Result<FailureCount, TimeDelta> {
        let current = before.filter(|count| !self.is_over(count, now));
        if let Some(left) = current.and_then(|count| self.wait_left(&count, now)) {
            return Err(left);
        }
        let (failures, since) = current.map_or((1, now), |count| {
            (count.failures.saturating_add(1), count.since.min(now))
        });
        let blocked_until = (failures >= self.limit).then(|| now + wait(failures - self.limit));
        Ok(FailureCount {
            failures,
            since,
            blocked_until,
        })
    }

    /// How many attempts a server may have under way at once: half of the limit, so that right ones, which count until they
    /// have turned out right, never use it up by themselves.
    pub fn at_once(&self) -> usize {
        half(self.limit)
    }

    /// Until when attempts are refused, if they are now.
    pub fn blocked_until(&self, count: &FailureCount, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_over(count, now) {
            return None;
        }
        Some(now + self.wait_left(count, now)?)
    }

    /// What is left of the wait that the last failure began, if anything is.
    ///
    /// A wait with more time left than its length was begun by a clock that was ahead. It is ignored: otherwise correcting
    /// the clock would keep people waiting for as long as it was wrong. The failures count all the same, so that a further
    /// one restarts the wait, by the clock as it is now.
    fn wait_left(&self, count: &FailureCount, now: DateTime<Utc>) -> Option<TimeDelta> {
        let left = count.blocked_until? - now;
        let whole = wait(count.failures.checked_sub(self.limit)?);
        let is_real = left > TimeDelta::zero() && left <= whole + CLOCK_TOLERANCE;
        is_real.then_some(left.min(whole))
    }

    /// The count without one attempt that was no failure: a success, or one that was never checked.
    /// `None`: nothing is left to count.
    ///
    /// It lifts the wait that the attempt began, but remembers when that was: otherwise a client that has an account, or
    /// can fill the queue, could have earlier failures forgotten too soon.
    pub(crate) fn take_back(&self, count: &FailureCount) -> Option<FailureCount> {
        let failures = count.failures.checked_sub(1).filter(|rest| *rest > 0)?;
        let excess = count.failures.checked_sub(self.limit);
        let blocked_until = excess
            .filter(|excess| *excess > 0)
            .and_then(|excess| Some(count.blocked_until? - wait(excess)));
        Some(FailureCount {
            failures,
            since: count.since,
            blocked_until,
        })
    }

    /// Whether a count no longer matters: its window is over, and so is, if there was a block, as long a time
    /// after it.
    pub fn is_over(&self, count: &FailureCount, now: DateTime<Utc>) -> bool {
        now >= count.blocked_until.unwrap_or(count.since) + self.window
    }
}

pub(super) fn half(limit: u32) -> usize {
    usize::try_from(limit / 2).unwrap_or(usize::MAX).max(1)
}

/// 1 s, 2 s, 4 s … up to the longest.
fn wait(excess: u32) -> TimeDelta {
    let seconds = 1i64.checked_shl(excess.min(32)).unwrap_or(i64::MAX);
    TimeDelta::seconds(seconds).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: ThrottleRule = ThrottleRule {
        limit: 3,
        window: TimeDelta::minutes(10),
    };

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn failures(times: &[i64]) -> FailureCount {
        let mut count = None;
        for time in times {
            count = Some(RULE.count(count, at(*time)).unwrap());
        }
        count.unwrap()
    }

    #[test]
    fn it_is_known_until_when_attempts_are_refused() {
        let two = failures(&[0, 0]);
        assert_eq!(RULE.blocked_until(&two, at(0)), None);
        let four = failures(&[0, 0, 0, 1]);
        assert_eq!(RULE.blocked_until(&four, at(1)), Some(at(3)));
        assert_eq!(RULE.blocked_until(&four, at(2)), Some(at(3)));
        assert_eq!(RULE.blocked_until(&four, at(3)), None);
        assert_eq!(RULE.blocked_until(&four, at(86_400)), None);
    }

    #[test]
    fn the_limit_itself_is_still_looked_at_and_begins_the_wait() {
        let count = failures(&[0, 1, 2]);
        assert_eq!(count.blocked_until, Some(at(3)));
        assert_eq!(RULE.count(Some(count), at(2)), Err(TimeDelta::seconds(1)));
        assert!(RULE.count(Some(count), at(3)).is_ok());
    }

    #[test]
    fn each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let mut count = failures(&[0, 0, 0]);
        for expected in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let now = count.blocked_until.unwrap();
            count = RULE.count(Some(count), now).unwrap();
            assert_eq!(
                count.blocked_until,
                Some(now + TimeDelta::seconds(expected))
            );
        }
    }

    #[test]
    fn a_refused_attempt_does_not_count() {
        let count = failures(&[0, 0, 0]);
        let refused = RULE.count(Some(count), at(0));
        assert!(refused.is_err());
        assert_eq!(RULE.count(Some(count), at(1)).unwrap().failures, 4);
    }

    #[test]
    fn the_window_forgets() {
        assert_eq!(failures(&[0, 1, 599]).failures, 3);
        assert_eq!(failures(&[0, 1, 600]).failures, 1);
        let blocked = failures(&[0, 0, 0]);
        assert!(!RULE.is_over(&blocked, at(600)) && RULE.is_over(&blocked, at(601)));
    }

    #[test]
    fn a_wait_that_begins_in_the_future_is_none() {
        let ahead = 3 * 3600;
        for (failures, until, now, left) in [
            // Set back by hours, with the shortest wait and with the longest.
            (3, ahead + 1, 0, None),
            (99, ahead + 900, 0, None),
            // A year, as a row that was written by hand may say.
            (99, 31_536_000, 0, None),
            // Another server may be some seconds ahead; what it began is never longer than it can be.
            (3, 6, 0, Some(1)),
            (3, 7, 0, None),
            (99, 905, 0, Some(900)),
            (99, 906, 0, None),
            (99, 900, 1, Some(899)),
            (99, 900, 900, None),
        ] {
            let count = FailureCount {
                failures,
                since: at(until),
                blocked_until: Some(at(until)),
            };
            let counted = RULE.count(Some(count), at(now));
            let expected = left.map(TimeDelta::seconds);
            assert_eq!(counted.err(), expected, "{failures} until {until} at {now}");
        }
    }

    #[test]
    fn failures_of_a_clock_that_was_ahead_count_on_by_the_clock_as_it_is() {
        let ahead = failures(&[10_800, 10_800, 10_800]);
        let count = RULE.count(Some(ahead), at(0)).unwrap();
        let expected = FailureCount {
            failures: 4,
            since: at(0),
            blocked_until: Some(at(2)),
        };
        assert_eq!(count, expected);
        assert_eq!(RULE.count(Some(count), at(1)), Err(TimeDelta::seconds(1)));
        assert!(RULE.is_over(&count, at(602)));
    }

    #[test]
    fn what_was_no_failure_is_taken_back() {
        assert_eq!(RULE.take_back(&failures(&[0])), None);
        let count = RULE.take_back(&failures(&[0, 0, 0])).unwrap();
        assert_eq!((count.failures, count.blocked_until), (2, None));
    }

    #[test]
    fn what_is_taken_back_does_not_have_the_rest_forgotten() {
        let blocked = failures(&[0, 0, 0, 500]);
        let count = RULE.take_back(&blocked).unwrap();
        assert_eq!((count.failures, count.blocked_until), (3, Some(at(500))));
        assert!(!RULE.is_over(&count, at(1_099)) && RULE.is_over(&count, at(1_100)));
        let next = RULE.count(Some(count), at(700)).unwrap();
        assert_eq!(next.blocked_until, Some(at(702)));
    }
}
