use std::collections::BTreeMap;
use std::collections::btree_map::IntoIter;

use chrono::{DateTime, NaiveDate, Utc};

/// How many requests there were on each day in UTC. Days without any are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestsByDay(BTreeMap<NaiveDate, u64>);

impl RequestsByDay {
    /// So many requests on the day of this moment.
    pub fn at(moment: DateTime<Utc>, requests: u64) -> Self {
        Self::from_iter([(moment.date_naive(), requests)])
    }

    /// Adds requests to a day.
    pub fn add(&mut self, day: NaiveDate, requests: u64) {
        if requests > 0 {
            *self.0.entry(day).or_default() += requests;
        }
    }

    /// How many there were on a day.
    pub fn on(&self, day: NaiveDate) -> u64 {
        self.0.get(&day).copied().unwrap_or_default()
    }

    /// How many there were on all days together.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Each day with its requests, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = (NaiveDate, u64)> {
        self.0.iter().map(|(day, requests)| (*day, *requests))
    }
}

/// Days that occur several times are added up.
impl FromIterator<(NaiveDate, u64)> for RequestsByDay {
    fn from_iter<T: IntoIterator<Item = (NaiveDate, u64)>>(days: T) -> Self {
        let mut all = Self::default();
        all.extend(days);
        all
    }
}

impl Extend<(NaiveDate, u64)> for RequestsByDay {
    fn extend<T: IntoIterator<Item = (NaiveDate, u64)>>(&mut self, days: T) {
        for (day, requests) in days {
            self.add(day, requests);
        }
    }
}

impl IntoIterator for RequestsByDay {
    type Item = (NaiveDate, u64);
    type IntoIter = IntoIter<NaiveDate, u64>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
