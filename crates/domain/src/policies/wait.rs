use chrono::TimeDelta;

/// In how many seconds a client may try again: rounded up, so that the next attempt is not too early, and at least 1.
pub fn seconds_to_wait(wait: TimeDelta) -> u32 {
    let begun = i64::from(wait.subsec_nanos() > 0);
    let seconds = (wait.num_seconds() + begun).max(1);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// The same as a sentence.
pub(crate) fn try_again(wait: TimeDelta) -> String {
    match seconds_to_wait(wait) {
        1 => "Try again in 1 second.".to_owned(),
        seconds => format!("Try again in {seconds} seconds."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds() {
        for (wait, seconds) in [
            (TimeDelta::zero(), 1),
            (TimeDelta::microseconds(1), 1),
            (TimeDelta::seconds(1), 1),
            (TimeDelta::milliseconds(1_001), 2),
            (TimeDelta::minutes(15), 900),
            (TimeDelta::MAX, u32::MAX),
        ] {
            assert_eq!(seconds_to_wait(wait), seconds, "{wait}");
        }
    }

    #[test]
    fn the_sentence_counts_right() {
        assert_eq!(try_again(TimeDelta::seconds(1)), "Try again in 1 second.");
        assert_eq!(try_again(TimeDelta::seconds(2)), "Try again in 2 seconds.");
    }
}
