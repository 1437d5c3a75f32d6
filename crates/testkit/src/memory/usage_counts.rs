use chrono::NaiveDate;
use sendook_domain::entities::{ApiKey, Organization, RequestsByDay};
use sendook_domain::ports::{StoreError, UsageCounts};
use sendook_domain::values::Id;

use super::MemoryStore;
use super::paging::batch;
use super::state::Counts;

impl UsageCounts for MemoryStore {
    fn requests_of_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        since: NaiveDate,
    ) -> Result<Option<RequestsByDay>, StoreError> {
        let state = self.begin()?;
        let found = state.keys.get(id);
        let own = found.is_some_and(|found| found.key.organization_id == *organization);
        Ok(own.then(|| requests(&state.key_usage, id, since)))
    }

    fn requests_of_organization(
        &self,
        organization: &Id<Organization>,
        since: NaiveDate,
    ) -> Result<RequestsByDay, StoreError> {
        Ok(requests(
            &self.begin()?.organization_usage,
            organization,
            since,
        ))
    }

    fn sweep_usage(&self, before: NaiveDate, limit: u32) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let of_keys = sweep(&mut state.key_usage, before, batch(limit));
        let rest = batch(limit) - of_keys;
        Ok(of_keys + sweep(&mut state.organization_usage, before, rest))
    }
}

/// Adds requests to what the owner has.
pub(super) fn add<T>(counts: &mut Counts<T>, owner: &Id<T>, requests: &RequestsByDay) {
    for (day, more) in requests.iter() {
        *counts.entry((owner.clone(), day)).or_default() += more;
    }
}

fn requests<T>(counts: &Counts<T>, owner: &Id<T>, since: NaiveDate) -> RequestsByDay {
    let days = counts.range((owner.clone(), since)..=(owner.clone(), NaiveDate::MAX));
    days.map(|((_, day), requests)| (*day, *requests)).collect()
}

fn sweep<T>(counts: &mut Counts<T>, before: NaiveDate, limit: usize) -> usize {
    let kept = counts.len();
    let mut left = limit;
    counts.retain(|(_, day), _| {
        let goes = left > 0 && *day < before;
        left -= usize::from(goes);
        !goes
    });
    kept - counts.len()
}
