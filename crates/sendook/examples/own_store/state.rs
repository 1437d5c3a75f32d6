use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sendook::Id;
use sendook::domain::entities::{ApiKey, AuditEvent, KeyWithDigests, Organization};
use sendook::domain::ports::KeysAlone;
use sendook::domain::values::Digest;

/// Keys in the memory of one process, behind one lock: each call is one step, as the ports demand.
#[derive(Default)]
pub(crate) struct Keys {
    state: Mutex<State>,
    /// Makes the marks of positions: random ones, which no other process has.
    pub(crate) marks: RandomState,
}

/// Neither sessions nor run tokens: without this line, both would have to be written as well.
impl KeysAlone for Keys {}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) organizations: HashMap<Id<Organization>, Organization>,
    pub(crate) keys: HashMap<Id<ApiKey>, KeyWithDigests>,
    /// Which key has a secret with this digest.
    pub(crate) by_digest: HashMap<Digest, Id<ApiKey>>,
    pub(crate) audit: Vec<AuditEvent>,
    /// What was invalidated, in order, but for the oldest, of which only the number is known.
    pub(crate) invalidated: Vec<Digest>,
    pub(crate) forgotten: usize,
}

impl Keys {
    pub(crate) fn begin(&self) -> MutexGuard<'_, State> {
        // Nothing panics between two changes of one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add_organization(&self, new: Organization) {
        self.begin().organizations.insert(new.id.clone(), new);
    }

    #[cfg(test)]
    pub(crate) fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
        let state = self.begin();
        state.audit.iter().map(|line| line.id.clone()).collect()
    }
}

impl State {
    pub(crate) fn insert(&mut self, new: KeyWithDigests) {
        for (digest, _) in new.secrets() {
            self.by_digest.insert(*digest, new.key.id.clone());
        }
        self.keys.insert(new.key.id.clone(), new);
    }

    /// Takes a key out, and invalidates its secrets: whoever has a copy of it drops it before the next request.
    pub(crate) fn take(&mut self, key: &KeyWithDigests) {
        for (digest, _) in key.secrets() {
            self.by_digest.remove(digest);
            self.invalidated.push(*digest);
        }
        self.keys.remove(&key.key.id);
    }

    pub(crate) fn find(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Option<&KeyWithDigests> {
        let found = self.keys.get(id);
        found.filter(|found| found.key.organization_id == *organization)
    }

    /// The keys of an organization of which this is true, oldest first.
    pub(crate) fn select(
        &self,
        organization: &Id<Organization>,
        wanted: impl Fn(&ApiKey) -> bool,
    ) -> Vec<ApiKey> {
        let all = self.keys.values().map(|found| &found.key);
        let own = all.filter(|key| key.organization_id == *organization && wanted(key));
        let mut own: Vec<_> = own.cloned().collect();
        own.sort_by(|one, other| one.id.cmp(&other.id));
        own
    }
}
