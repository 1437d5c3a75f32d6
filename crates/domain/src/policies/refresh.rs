use chrono::{DateTime, TimeDelta, Utc};

/// How long a refresh token that was already used is still accepted: an answer may have been lost, or two
/// tabs may have asked at once (RFC 9700, section 4.14.2).
pub const REUSE_TOLERANCE: TimeDelta = TimeDelta::seconds(10);

/// Where the chain of a session's refresh tokens stands. Each use of a token of the current generation
/// begins the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshChain {
    /// The generation whose tokens are unused.
    pub generation: i64,
    /// When it began, that is: when a token of the one before was first used.
    pub began_at: DateTime<Utc>,
}

/// What a presented refresh token deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshDecision {
    /// It is unused: begin the next generation.
    Advance,
    /// It was used a moment ago, and its successor is unused: issue a further token of the current
    /// generation.
    Repeat,
    /// It was used, and cannot have been lost: one of two holders is a thief, so that the session ends.
    Stolen,
}

impl RefreshChain {
    /// Judges a token of some generation.
    pub fn decide(&self, generation: i64, now: DateTime<Utc>) -> RefreshDecision {
        if generation == self.generation {
            RefreshDecision::Advance
        } else if generation + 1 == self.generation && now < self.began_at + REUSE_TOLERANCE {
            RefreshDecision::Repeat
        } else {
            RefreshDecision::Stolen
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_at_its_edges() {
        let began_at = DateTime::UNIX_EPOCH;
        let chain = RefreshChain {
            generation: 5,
            began_at,
        };
        let edge = began_at + REUSE_TOLERANCE;
        let before = edge - TimeDelta::microseconds(1);
        for (generation, now, expected) in [
            (5, before, RefreshDecision::Advance),
            (5, edge + TimeDelta::days(9), RefreshDecision::Advance),
            (4, before, RefreshDecision::Repeat),
            (4, edge, RefreshDecision::Stolen),
            (3, before, RefreshDecision::Stolen),
        ] {
            assert_eq!(
                chain.decide(generation, now),
                expected,
                "{generation} at {now}"
            );
        }
    }

    #[test]
    fn a_clock_that_went_back_repeats_rather_than_logs_out() {
        let chain = RefreshChain {
            generation: 5,
            began_at: DateTime::UNIX_EPOCH,
        };
        let earlier = DateTime::UNIX_EPOCH - TimeDelta::hours(1);
        assert_eq!(chain.decide(4, earlier), RefreshDecision::Repeat);
    }
}
