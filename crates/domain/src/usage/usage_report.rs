use chrono::NaiveDate;

use super::usage_window::UsageWindow;
use crate::entities::RequestsByDay;

/// How many requests there were on each day of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageReport {
    /// Every day of the window, the earliest first; days without requests too.
    pub days: Vec<UsageDay>,
}

/// One day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageDay {
    /// Which day.
    pub date: NaiveDate,
    /// How many requests there were.
    pub requests: u64,
}

impl UsageReport {
    /// The report on a window that ends `today`. Days outside of it are left out.
    pub fn new(window: UsageWindow, today: NaiveDate, requests: &RequestsByDay) -> Self {
        let days = window.first_day(today).iter_days();
        let days = days.take_while(|date| *date <= today).map(|date| UsageDay {
            date,
            requests: requests.on(date),
        });
        Self {
            days: days.collect(),
        }
    }

    /// All requests of the window.
    pub fn total(&self) -> u64 {
        self.days.iter().map(|day| day.requests).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_of_the_window_is_told_and_no_other() {
        let counted = [
            ("2024-02-27", 16),
            ("2024-02-28", 8),
            ("2024-03-01", 2),
            ("2024-03-02", 1),
        ];
        let requests = counted.map(|(date, requests)| (day(date), requests));
        let window = UsageWindow::new(3).unwrap();
        let report = UsageReport::new(window, day("2024-03-01"), &requests.into_iter().collect());
        let told = report
            .days
            .iter()
            .map(|day| (day.date.to_string(), day.requests));
        let expected = [("2024-02-28", 8), ("2024-02-29", 0), ("2024-03-01", 2)];
        assert!(told.eq(expected.map(|(date, requests)| (date.to_owned(), requests))));
        assert_eq!(report.total(), 10);
    }

    #[test]
    fn a_window_has_as_many_days_as_were_asked_for() {
        for days in [1, 30, 90] {
            let window = UsageWindow::new(days).unwrap();
            let report = UsageReport::new(window, day("2026-03-01"), &RequestsByDay::default());
            assert_eq!(report.days.len(), usize::from(days));
            assert_eq!(report.days.last().unwrap().date, day("2026-03-01"));
        }
    }
}
