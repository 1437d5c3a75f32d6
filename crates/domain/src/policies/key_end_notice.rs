use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use crate::entities::ApiKey;

/// How many days before its end a key is told of.
const TOLD_AHEAD: [Days; 2] = [Days::new(7), Days::new(1)];

/// No key that ends at this moment or later is told of today.
pub(crate) fn key_ends_told_until(today: NaiveDate) -> DateTime<Utc> {
    let [longest, _] = TOLD_AHEAD;
    let last = today.checked_add_days(longest);
    let next = last.and_then(|last| last.succ_opt());
    next.map_or(DateTime::<Utc>::MAX_UTC, |next| {
        next.and_time(NaiveTime::MIN).and_utc()
    })
}

/// Whether an organization that was last told on `told_on` has been told for today. Another server's clock may be a day ahead at
/// midnight; a day beyond that was written by a clock that was wrong, and counts for nothing.
pub(crate) fn is_told_of_key_ends(told_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    told_on.is_some_and(|day| day == today || Some(day) == today.succ_opt())
}

/// Whether an organization that was last told on `told_on` is to be told of the end of a key now: a day to tell it has come since.
///
/// A key that was made on that day or later is passed over: whoever made it knows.
pub(crate) fn is_key_end_to_tell(
    key: &ApiKey,
    told_on: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> bool {
    let Some(end) = key.expires_at.filter(|end| *end > now) else {
        return false;
    };
    let today = now.date_naive();
    let told_on = told_on.filter(|day| *day <= today);
    let days = TOLD_AHEAD.map(|ahead| end.date_naive().checked_sub_days(ahead));
    days.into_iter().flatten().any(|day| {
        let is_new = told_on.is_none_or(|told_on| told_on < day);
        day <= today && is_new && key.created_at.date_naive() < day
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> NaiveDate {
        NaiveDate::from_epoch_days(20_000 + number).unwrap()
    }

    fn at(number: i32, hour: u32) -> DateTime<Utc> {
        day(number).and_hms_opt(hour, 0, 0).unwrap().and_utc()
    }

    /// Whether a key that was made on one day and ends on day 100 at 12 is told of.
    fn is_told(made: i32, told_on: Option<i32>, today: i32, hour: u32) -> bool {
        let key = ApiKey {
            created_at: at(made, 12),
            expires_at: Some(at(100, 12)),
            ..ApiKey::sample()
        };
        is_key_end_to_tell(&key, told_on.map(day), at(today, hour))
    }

    #[test]
    fn a_key_is_told_of_seven_days_ahead_and_one_day_ahead() {
        let told: Vec<_> = (80..=102)
            .filter(|today| is_told(0, Some(today - 1), *today, 0))
            .collect();
        assert_eq!(told, [93, 99]);
    }

    #[test]
    fn what_was_missed_is_told_until_the_end() {
        for (told_on, today, hour, told) in [
            (Some(90), 96, 0, true),
            (Some(93), 96, 0, false),
            (Some(95), 100, 11, true),
            (Some(95), 100, 12, false),
            (Some(99), 100, 11, false),
            (None, 96, 0, true),
            (None, 92, 23, false),
        ] {
            assert_eq!(
                is_told(0, told_on, today, hour),
                told,
                "{told_on:?} {today}"
            );
        }
    }

    #[test]
    fn a_key_that_was_made_later_than_it_would_be_told_of_is_not() {
        for (made, today, told) in [
            (92, 93, true),
            (93, 93, false),
            (95, 95, false),
            (95, 99, true),
            (99, 99, false),
        ] {
            assert_eq!(is_told(made, None, today, 20), told, "{made} {today}");
        }
    }

    #[test]
    fn a_day_that_a_wrong_clock_wrote_counts_for_nothing() {
        for (told_on, told) in [(6, false), (7, true), (8, true), (9, false)] {
            let is_told = is_told_of_key_ends(Some(day(told_on)), day(7));
            assert_eq!(is_told, told, "{told_on}");
        }
        assert!(!is_told_of_key_ends(None, day(7)));
        assert!(is_told(0, Some(4_000), 94, 0));
    }

    #[test]
    fn nothing_later_than_what_is_told_is_looked_at() {
        assert_eq!(key_ends_told_until(day(93)), at(101, 0));
    }
}
