//! What a request gets that was sent again with its idempotency key.

use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::RememberedAnswer;
use crate::values::Digest;

/// How long an answer is given again.
pub const ANSWERS_REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// What becomes of a request whose idempotency key was used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// It gets the first answer again.
    Again,
    /// It is refused: the first had another body.
    Reused,
    /// It is carried out as if the key were new, as the first answer is no longer remembered.
    Expired,
}

/// Decides on a request with this fingerprint. An answer whose time is over does not count, whether it is swept yet or not.
pub fn replay(before: &RememberedAnswer, fingerprint: &Digest, now: DateTime<Utc>) -> Replay {
    if now >= before.created_at + ANSWERS_REMEMBERED {
        Replay::Expired
    } else if before.fingerprint == *fingerprint {
        Replay::Again
    } else {
        Replay::Reused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_given_again_to_the_same_body_for_a_day() {
        let (own, other) = (Digest::from_bytes([1; 32]), Digest::from_bytes([2; 32]));
        let before = RememberedAnswer {
            id: Digest::from_bytes([3; 32]),
            fingerprint: own,
            status: 201,
            sealed: Vec::new(),
            created_at: DateTime::UNIX_EPOCH,
        };
        let end = before.created_at + ANSWERS_REMEMBERED;
        let last = end - TimeDelta::microseconds(1);
        for (fingerprint, now, expected) in [
            (&own, before.created_at, Replay::Again),
            (&own, last, Replay::Again),
            (&other, last, Replay::Reused),
            (&own, end, Replay::Expired),
            (&other, end, Replay::Expired),
        ] {
            assert_eq!(replay(&before, fingerprint, now), expected, "{now}");
        }
    }
}
