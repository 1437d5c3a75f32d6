use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};
use sendook_domain::entities::{Organization, OutgoingMail};
use sendook_domain::ports::{EndingKey, KeyEnd, KeyEndNotices, StoreError};
use sendook_domain::values::Id;

use super::MemoryStore;

impl KeyEndNotices for MemoryStore {
    fn ending_keys(
        &self,
        within: &Range<DateTime<Utc>>,
        after: Option<&KeyEnd>,
        limit: u16,
    ) -> Result<Vec<EndingKey>, StoreError> {
        let state = self.begin()?;
        let enabled = state.keys.values().map(|found| &found.key);
        let enabled = enabled.filter(|key| key.active);
        let ending = enabled.filter_map(|key| {
            let at = key.expires_at.filter(|end| within.contains(end))?;
            let organization = state.organizations.get(&key.organization_id)?;
            Some(EndingKey {
                end: KeyEnd {
                    at,
                    id: key.id.clone(),
                },
                organization_id: organization.id.clone(),
                organization_name: organization.name.clone(),
                told_on: state.key_ends_told.get(&organization.id).copied(),
            })
        });
        let mut ending: Vec<_> = ending
            .filter(|key| after.is_none_or(|after| key.end > *after))
            .collect();
        ending.sort_by(|one, other| one.end.cmp(&other.end));
        ending.truncate(limit.into());
        Ok(ending)
    }

    fn note_key_ends_told(
        &self,
        organization: &Id<Organization>,
        before: Option<NaiveDate>,
        today: NaiveDate,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let told_on = state.key_ends_told.get(organization).copied();
        if told_on != before || !state.organizations.contains_key(organization) {
            return Ok(false);
        }
        state.key_ends_told.insert(organization.clone(), today);
        state.queue_mails(mails);
        Ok(true)
    }
}
