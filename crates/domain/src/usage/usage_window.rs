use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, Utc};

/// How many days a window has at most: as long as counts are kept.
const MOST: u8 = 90;

/// The days in UTC that a report tells of: the last ones, today included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageWindow(u8);

/// A window that is too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("days must be a whole number from 1 to {MOST}.")]
pub struct InvalidUsageWindow;

impl UsageWindow {
    /// All days of which counts are kept.
    pub const LONGEST: Self = Self(MOST);

    /// A window of so many days.
    ///
    /// # Errors
    /// [`InvalidUsageWindow`] unless there are 1 to 90.
    pub fn new(days: u8) -> Result<Self, InvalidUsageWindow> {
        if (1..=MOST).contains(&days) {
            Ok(Self(days))
        } else {
            Err(InvalidUsageWindow)
        }
    }

    /// How many days it has.
    pub fn days(self) -> u8 {
        self.0
    }

    /// Its first day, if it ends `today`.
    pub fn first_day(self, today: NaiveDate) -> NaiveDate {
        before(today, u64::from(self.0) - 1)
    }
}

/// 30 days.
impl Default for UsageWindow {
    fn default() -> Self {
        Self(30)
    }
}

impl FromStr for UsageWindow {
    type Err = InvalidUsageWindow;

    fn from_str(text: &str) -> Result<Self, InvalidUsageWindow> {
        text.parse()
            .map_err(|_| InvalidUsageWindow)
            .and_then(Self::new)
    }
}

/// The first day whose counts are kept. That is one more than the longest window has, as a server whose clock is slow may
/// still be in yesterday.
pub(crate) fn kept_since(now: DateTime<Utc>) -> NaiveDate {
    before(now.date_naive(), u64::from(MOST))
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days))
        .unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_has_1_to_90_days() {
        for (text, days) in [
            ("1", Some(1)),
            ("30", Some(30)),
            ("90", Some(90)),
            ("0", None),
            ("91", None),
            ("256", None),
            ("-1", None),
            ("1.5", None),
            ("", None),
            ("week", None),
        ] {
            let window = text.parse::<UsageWindow>().map(UsageWindow::days);
            assert_eq!(window.ok(), days, "{text:?}");
        }
        let told = InvalidUsageWindow.to_string();
        assert_eq!(told, "days must be a whole number from 1 to 90.");
    }

    #[test]
    fn counts_are_kept_longer_than_the_longest_window() {
        let now: DateTime<Utc> = "2026-03-31T23:59:59Z".parse().unwrap();
        let first = UsageWindow::LONGEST.first_day(now.date_naive());
        assert_eq!(first.to_string(), "2026-01-01");
        assert_eq!(kept_since(now).to_string(), "2025-12-31");
    }
}
