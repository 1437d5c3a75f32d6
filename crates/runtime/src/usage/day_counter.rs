use std::mem;

use chrono::{DateTime, NaiveDate, Utc};
use sendook_domain::entities::RequestsByDay;

/// Counts requests by their day. Nearly every request is of the same day as the one before it: then, counting is a
/// comparison and an addition.
#[derive(Clone)]
pub(super) struct DayCounter {
    day: NaiveDate,
    requests: u64,
    other_days: RequestsByDay,
}

impl DayCounter {
    /// Counts the first request.
    pub(super) fn new(at: DateTime<Utc>) -> Self {
        Self {
            day: at.naive_utc().date(),
            requests: 1,
            other_days: RequestsByDay::default(),
        }
    }

    /// Counts one more.
    pub(super) fn add(&mut self, at: DateTime<Utc>) {
        let day = at.naive_utc().date();
        if day != self.day {
            self.change_day(day);
        }
        self.requests += 1;
    }

    /// Adds what another one counted.
    pub(super) fn merge(&mut self, other: &Self) {
        self.other_days.extend(other.days());
    }

    /// All requests.
    pub(super) fn total(&self) -> u64 {
        self.days().map(|(_, requests)| requests).sum()
    }

    /// The requests of each day, those after `today` as if they were of today: a clock that was set back since must not
    /// leave any in the future.
    pub(super) fn until(&self, today: NaiveDate) -> RequestsByDay {
        let days = self.days();
        days.map(|(day, requests)| (day.min(today), requests))
            .collect()
    }

    /// The requests of each day, in no order.
    pub(super) fn days(&self) -> impl Iterator<Item = (NaiveDate, u64)> {
        self.other_days.iter().chain([(self.day, self.requests)])
    }

    #[cold]
    fn change_day(&mut self, day: NaiveDate) {
        let before = mem::replace(&mut self.day, day);
        self.other_days.add(before, mem::take(&mut self.requests));
    }
}
