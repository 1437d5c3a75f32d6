use chrono::TimeDelta;

/// The most run tokens of one key that are good at the same time.
pub const LIVE_RUN_TOKENS_PER_KEY: u16 = 1_000;

/// How long a run token lives, unless its key ends sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunTokenLifetime(TimeDelta);

/// The lifetime is shorter than a minute or longer than an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A run token lives for 60 to 3600 seconds.")]
pub struct InvalidRunTokenLifetime;

impl RunTokenLifetime {
    /// The shortest.
    pub const MIN: TimeDelta = TimeDelta::minutes(1);

    /// The longest.
    pub const MAX: TimeDelta = TimeDelta::hours(1);

    /// Accepts a lifetime within the limits.
    ///
    /// # Errors
    /// [`InvalidRunTokenLifetime`].
    pub fn new(lifetime: TimeDelta) -> Result<Self, InvalidRunTokenLifetime> {
        if (Self::MIN..=Self::MAX).contains(&lifetime) {
            Ok(Self(lifetime))
        } else {
            Err(InvalidRunTokenLifetime)
        }
    }

    /// The same, in seconds.
    ///
    /// # Errors
    /// As [`RunTokenLifetime::new`].
    pub fn of_seconds(seconds: i64) -> Result<Self, InvalidRunTokenLifetime> {
        let lifetime = TimeDelta::try_seconds(seconds).ok_or(InvalidRunTokenLifetime)?;
        Self::new(lifetime)
    }

    /// The lifetime itself.
    pub fn get(self) -> TimeDelta {
        self.0
    }
}

/// A quarter of an hour.
impl Default for RunTokenLifetime {
    fn default() -> Self {
        Self(TimeDelta::minutes(15))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_a_minute_to_an_hour() {
        for seconds in [60, 900, 3600] {
            let lifetime = TimeDelta::seconds(seconds);
            assert_eq!(
                RunTokenLifetime::new(lifetime).map(RunTokenLifetime::get),
                Ok(lifetime)
            );
        }
        for seconds in [i64::MIN, -1, 0, 59, 3601, i64::MAX] {
            let refused = RunTokenLifetime::of_seconds(seconds);
            assert_eq!(refused, Err(InvalidRunTokenLifetime));
        }
        let default = RunTokenLifetime::default();
        assert_eq!(RunTokenLifetime::new(default.get()), Ok(default));
    }
}
