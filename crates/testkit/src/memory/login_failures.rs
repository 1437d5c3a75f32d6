use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sendook_domain::entities::AuditEvent;
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{ChangeCounts, FailureKey, LoginFailures, StoreError};
use sendook_domain::values::Digest;

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

impl State {
    pub(super) fn change_failures(&mut self, keys: &[FailureKey], change: &mut ChangeCounts<'_>) {
        let before = keys.iter().map(|key| self.failures.get(key).copied());
        let after = change(&before.collect::<Vec<_>>());
        for (key, count) in keys.iter().zip(after) {
            match count {
                Some(count) => self.failures.insert(key.clone(), count),
                None => self.failures.remove(key),
            };
        }
    }
}

impl LoginFailures for MemoryStore {
    fn update_failures(
        &self,
        keys: &[FailureKey],
        change: &mut ChangeCounts<'_>,
    ) -> Result<(), StoreError> {
        self.begin()?.change_failures(keys, change);
        Ok(())
    }

    fn failures_of(
        &self,
        account: &Digest,
        addresses: &BTreeSet<String>,
    ) -> Result<Vec<(FailureKey, FailureCount)>, StoreError> {
        let state = self.begin()?;
        let own = state
            .failures
            .iter()
            .filter(|(key, _)| key.account.as_ref() == Some(account));
        let mut own: Vec<_> = own.map(|(key, count)| (key.clone(), *count)).collect();
        own.sort_by(|(one, _), (other, _)| one.address.cmp(&other.address));
        let mut addresses = addresses.clone();
        addresses.extend(own.iter().map(|(key, _)| key.address.clone()));
        let whole = addresses.into_iter().filter_map(|address| {
            let key = FailureKey {
                account: None,
                address,
            };
            let count = state.failures.get(&key).copied()?;
            Some((key, count))
        });
        own.extend(whole);
        Ok(own)
    }

    fn forget_failures(
        &self,
        accounts: &[Digest],
        addresses: &BTreeSet<String>,
        audit: &AuditEvent,
    ) -> Result<Vec<String>, StoreError> {
        let mut state = self.begin()?;
        let mut addresses = addresses.clone();
        state.failures.retain(|key, _| {
            let own = key
                .account
                .is_some_and(|account| accounts.contains(&account));
            if own {
                addresses.insert(key.address.clone());
            }
            !own
        });
        addresses.retain(|address| {
            let key = FailureKey {
                account: None,
                address: address.clone(),
            };
            state.failures.remove(&key).is_some()
        });
        state.audit.push(audit.clone());
        Ok(addresses.into_iter().collect())
    }

    fn sweep_failures(&self, since: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        let is_over = |count: &FailureCount| {
            count.since < since && count.blocked_until.is_none_or(|until| until <= since)
        };
        let mut swept = 0;
        self.begin()?.failures.retain(|_, count| {
            let goes = swept < batch(limit) && is_over(count);
            swept += usize::from(goes);
            !goes
        });
        Ok(swept)
    }
}
