use chrono::{DateTime, TimeDelta, Utc};

/// How long a proof of who somebody is suffices for sensitive changes.
pub const PROOF_IS_RECENT_FOR: TimeDelta = TimeDelta::minutes(15);

/// Whether a proof from `authenticated_at` is recent enough for a sensitive change. One from the future, by another server's
/// clock, is recent.
pub(crate) fn is_recent(authenticated_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - authenticated_at <= PROOF_IS_RECENT_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_recent_for_a_quarter_of_an_hour() {
        let (proved, just) = (DateTime::UNIX_EPOCH, TimeDelta::microseconds(1));
        for (age, recent) in [
            (TimeDelta::zero(), true),
            (TimeDelta::minutes(15), true),
            (TimeDelta::minutes(15) + just, false),
            (-just, true),
        ] {
            assert_eq!(is_recent(proved, proved + age), recent, "{age}");
        }
    }
}
