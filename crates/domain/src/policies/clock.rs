use chrono::{DateTime, TimeDelta, Utc};

/// How far the clocks of servers that share a database may be apart. Within it a moment that seems to lie in the
/// future may be another server's present; beyond it some clock is wrong.
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(5);

/// The latest moment at which something can have been used, as of `now`. A later stored
/// time of last use comes from a clock that was ahead, and is replaced by the next use, although that is earlier.
pub fn latest_use(now: DateTime<Utc>) -> DateTime<Utc> {
    now + CLOCK_TOLERANCE
}

/// When something was last used that is known to have been used at `known`, and was used at `at`: a time never moves back,
/// unless it lies beyond [`latest_use`].
pub fn last_use(
    known: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    known
        .filter(|known| *known <= latest_use(now))
        .map_or(at, |known| known.max(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_use_never_moves_back_unless_it_lies_in_the_future() {
        let at = |seconds: i64| DateTime::from_timestamp(1_000_000 + seconds, 0).unwrap();
        let now = at(0);
        for (known, used, last) in [
            (None, -60, -60),
            (Some(-90), -60, -60),
            (Some(-30), -60, -30),
            (Some(5), -60, 5),
            (Some(6), -60, -60),
        ] {
            assert_eq!(
                last_use(known.map(at), at(used), now),
                at(last),
                "{known:?} {used}"
            );
        }
    }
}
