use chrono::{DateTime, Utc};
use sendook_domain::entities::{
    ApiKey, Attachment, AuditEvent, InboxReach, KeyMaker, Organization, StoredKey,
};
use sendook_domain::ports::{
    ApiKeys, DecideChange, DecideRotation, EndRotation, EndedRotation, KeyChange, KeyFilter,
    KeyRotation, KeyUpdate, KeyUse, Listing, NewApiKey, Page, StoreError,
};
use sendook_domain::values::Digest;
use sendook_domain::values::Id;

use super::MemoryStore;
use super::key_secrets::Slot;
use super::state::{State, page_of};

impl ApiKeys for MemoryStore {
    fn create_key(&self, key: &NewApiKey, audit: &AuditEvent) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        state.insert_key(key);
        state.audit.push(audit.clone());
        Ok(())
    }

    fn key_by_digest(&self, digest: &Digest) -> Result<Option<StoredKey>, StoreError> {
        let state = self.begin()?;
        let Some((id, slot)) = state.key_digests.get(digest) else {
            return Ok(None);
        };
        Ok(stored(&state, id, *slot))
    }

    fn keys(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        page: &Page<ApiKey>,
    ) -> Result<Listing<ApiKey>, StoreError> {
        let wanted = |key: &ApiKey| key.organization_id == *organization && passes(key, filter);
        Ok(page_of(
            &self.begin()?.keys,
            page,
            |key| key.id.clone(),
            wanted,
        ))
    }

    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        Ok(own(&*self.begin()?, organization, id))
    }

    fn change_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        decide: &mut DecideChange<'_>,
        audit: &AuditEvent,
    ) -> Result<KeyUpdate, StoreError> {
        let mut state = self.begin()?;
        let Some(mut key) = own(&state, organization, id) else {
            return Ok(KeyUpdate::NoSuchKey);
        };
        let Some(change) = decide(&key) else {
            return Ok(KeyUpdate::Refused);
        };
        apply(change, &mut key, &state);
        key.updated_at = audit.at;
        state.keys.insert(id.clone(), key.clone());
        state.narrow_key(id);
        state.audit.push(audit.clone());
        Ok(KeyUpdate::Done(Box::new(key)))
    }

    fn delete_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError> {
        let mut state = self.begin()?;
        let found = state.keys.get(id);
        if found.is_none_or(|key| key.organization_id != *organization) {
            return Ok(None);
        }
        state.narrow_key(id);
        state.key_digests.retain(|_, (key, _)| key != id);
        state.audit.push(audit.clone());
        Ok(state.keys.remove(id))
    }

    fn rotate_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        rotation: &KeyRotation,
        decide: &mut DecideRotation<'_>,
        audit: &AuditEvent,
    ) -> Result<KeyUpdate, StoreError> {
        let mut state = self.begin()?;
        let Some(key) = own(&state, organization, id) else {
            return Ok(KeyUpdate::NoSuchKey);
        };
        let Some(old) = decide(&key) else {
            return Ok(KeyUpdate::Refused);
        };
        state.narrow_key(id);
        let rotated = state.rotate(key, rotation, old, audit.at);
        state.audit.push(audit.clone());
        Ok(KeyUpdate::Done(Box::new(rotated)))
    }

    fn end_rotation(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        end: EndRotation,
        audit: &AuditEvent,
    ) -> Result<EndedRotation, StoreError> {
        let mut state = self.begin()?;
        if own(&state, organization, id).is_none() {
            return Ok(EndedRotation::NoSuchKey);
        }
        let secrets = state.secrets_of(id);
        if !state.end_rotation(id, end, audit.at) {
            return Ok(EndedRotation::NotRotating);
        }
        state.narrow(secrets);
        state.audit.push(audit.clone());
        let key = own(&state, organization, id);
        Ok(key.map_or(EndedRotation::NoSuchKey, |key| {
            EndedRotation::Ended(Box::new(key))
        }))
    }

    fn record_key_use(&self, used: &[KeyUse], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        for used in used {
            state.record_use(used, now);
        }
        Ok(())
    }
}

fn own(state: &State, organization: &Id<Organization>, id: &Id<ApiKey>) -> Option<ApiKey> {
    let found = state.keys.get(id);
    found
        .filter(|key| key.organization_id == *organization)
        .cloned()
}

fn passes(key: &ApiKey, filter: &KeyFilter) -> bool {
    let name = key.name.as_str().to_ascii_lowercase();
    let contains = |text: &String| name.contains(&text.to_ascii_lowercase());
    filter.active.is_none_or(|active| key.active == active)
        && filter.environment.is_none_or(|one| key.environment == one)
        && filter
            .unused_since
            .is_none_or(|since| key.last_used_at < Some(since))
        && filter
            .expires_before
            .is_none_or(|before| key.expires_at.is_some_and(|end| end < before))
        && filter.name_contains.as_ref().is_none_or(contains)
        && filter
            .created_by
            .as_deref()
            .is_none_or(|maker| key.created_by.as_ref().map(KeyMaker::as_str) == Some(maker))
}

fn apply(change: KeyChange, key: &mut ApiKey, state: &State) {
    if let Some(name) = change.name {
        key.name = name;
    }
    if let Some(active) = change.active {
        key.active = active;
    }
    if let Some(expires_at) = change.expires_at {
        key.expires_at = expires_at;
    }
    if let Some(reason) = change.disabled_reason {
        key.disabled_reason = reason;
    }
    if let Some(scopes) = change.scopes {
        key.scopes = scopes;
    }
    match change.inboxes {
        None => {}
        Some(InboxReach::All) => key.inboxes = InboxReach::All,
        Some(InboxReach::Only(mut ids)) => {
            let own = &key.organization_id;
            ids.retain(|id| {
                let inbox = state.inboxes.get(id);
                inbox.is_some_and(|inbox| inbox.organization_id == *own)
            });
            key.inboxes = InboxReach::only(ids);
        }
    }
}

fn stored(state: &State, id: &Id<ApiKey>, slot: Slot) -> Option<StoredKey> {
    let key = state.keys.get(id)?;
    Some(StoredKey {
        key: key.clone(),
        organization: state.organizations.get(&key.organization_id)?.clone(),
        secret_ends_at: slot.of(key).and_then(|secret| secret.ends_at),
        description: Attachment::default(),
    })
}
