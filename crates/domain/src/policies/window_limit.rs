use chrono::{DateTime, TimeDelta, Utc};

use super::FailureCount;
use super::login_throttle::half;

/// How often something may be attempted within some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowLimit {
    /// This many attempts …
    pub limit: u32,
    /// … within this time, which begins with the first of them.
    pub window: TimeDelta,
}

/// Registrations from one network.
pub const REGISTRATIONS_PER_NETWORK: WindowLimit = WindowLimit {
    limit: 30,
    window: TimeDelta::hours(1),
};

/// Mails of one kind, asked for by anybody, to one e-mail address.
pub const MAILS_PER_ADDRESS: WindowLimit = WindowLimit {
    limit: 3,
    window: TimeDelta::hours(1),
};

/// Passkeys that nobody in particular is asked for, in one network: each question takes room in the store for minutes.
pub const PASSKEY_QUESTIONS_PER_NETWORK: WindowLimit = WindowLimit {
    limit: 100,
    window: TimeDelta::minutes(5),
};

impl WindowLimit {
    /// How many attempts of one client a server may work on at once: half of the limit.
    pub fn at_once(&self) -> usize {
        half(self.limit)
    }

    /// Counts an attempt, whatever will come of it. A window that begins in the future was written by a clock that was
    /// ahead, and does not count, so that no wait exceeds a whole window.
    ///
    /// # Errors
    /// How long to wait, if the limit is reached. The attempt does not count then.
    pub fn count(
        &self,
        before: Option<FailureCount>,
        now: DateTime<Utc>,
    ) -> Result<FailureCount, TimeDelta> {
        let current = before.filter(|count| count.since <= now && now < count.since + self.window);
        let (failures, since) = current.map_or((0, now), |count| (count.failures, count.since));
        if failures >= self.limit {
            return Err(since + self.window - now);
        }
        Ok(FailureCount {
            failures: failures + 1,
            since,
            blocked_until: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: WindowLimit = WindowLimit {
        limit: 2,
        window: TimeDelta::minutes(10),
    };

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn full(since: i64) -> FailureCount {
        let first = LIMIT.count(None, at(since)).unwrap();
        LIMIT.count(Some(first), at(since)).unwrap()
    }

    fn after_full(since: i64, now: i64) -> Result<FailureCount, TimeDelta> {
        LIMIT.count(Some(full(since)), at(now))
    }

    #[test]
    fn beyond_the_limit_the_rest_of_the_window_is_to_be_waited_for() {
        assert_eq!(after_full(0, 0), Err(TimeDelta::minutes(10)));
        assert_eq!(after_full(0, 599), Err(TimeDelta::seconds(1)));
        assert_eq!(after_full(0, 600), LIMIT.count(None, at(600)));
    }

    #[test]
    fn the_window_begins_with_the_first_attempt() {
        let first = LIMIT.count(None, at(0)).unwrap();
        let second = LIMIT.count(Some(first), at(500)).unwrap();
        assert_eq!((second.failures, second.since), (2, at(0)));
    }

    #[test]
    fn a_window_that_begins_in_the_future_is_none() {
        assert_eq!(after_full(86_400, 0), LIMIT.count(None, at(0)));
    }
}
