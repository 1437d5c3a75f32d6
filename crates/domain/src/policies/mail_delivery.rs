use chrono::TimeDelta;

/// For how long a mail belongs to the server that claimed it. That server claims it again and again while it sends; if it dies,
/// another one takes over after this time.
pub const CLAIM_OF_MAIL: TimeDelta = TimeDelta::minutes(1);

/// How long a mail is tried for before it is given up.
pub const MAIL_IS_TRIED_FOR: TimeDelta = TimeDelta::days(1);

/// The pause after the first attempt that failed; it doubles with each further one.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// No pause is longer, so that a mail server that is repaired gets a mail within hours.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(4);

/// How long to wait with a mail after an attempt to send it has failed: the first, the second, and so on.
pub fn pause_after(attempt: u32) -> TimeDelta {
    let doublings = attempt.saturating_sub(1).min(16);
    (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_four_hours() {
        let minutes =
            [1, 2, 3, 7, 8, 9, 10, u32::MAX].map(|attempt| pause_after(attempt).num_minutes());
        assert_eq!(minutes, [1, 2, 4, 64, 128, 240, 240, 240]);
    }

    #[test]
    fn a_mail_is_tried_about_a_dozen_times() {
        let mut waited = TimeDelta::zero();
        let attempts = (1..).take_while(|attempt| {
            let before = waited;
            waited += pause_after(*attempt);
            before < MAIL_IS_TRIED_FOR
        });
        assert_eq!(attempts.count(), 13);
    }
}
