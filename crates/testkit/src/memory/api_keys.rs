use sendook_domain::credentials::Digest;
use sendook_domain::entities::{ApiKey, AuditEvent, KeyHolder, Organization, StoredKey};
use sendook_domain::ports::{ApiKeys, KeyChange, Listing, NewApiKey, Page, StoreError};
use sendook_domain::values::Id;

use super::MemoryStore;
use super::state::page_of;

impl ApiKeys for MemoryStore {
    fn create_key(&self, key: &NewApiKey, audit: &AuditEvent) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        state.insert_key(key);
        state.audit.push(audit.clone());
        Ok(())
    }

    fn key_by_digest(&self, digest: &Digest) -> Result<Option<StoredKey>, StoreError> {
        let state = self.begin()?;
        let id = state.key_digests.get(digest);
        Ok(id.and_then(|id| state.keys.get(id)).map(stored))
    }

    fn keys(
        &self,
        organization: &Id<Organization>,
        page: &Page<ApiKey>,
    ) -> Result<Listing<ApiKey>, StoreError> {
        let own = |key: &ApiKey| key.organization_id == *organization;
        Ok(page_of(
            &self.begin()?.keys,
            page,
            |key| key.id.clone(),
            own,
        ))
    }

    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        let state = self.begin()?;
        let found = state.keys.get(id);
        Ok(found
            .filter(|key| key.organization_id == *organization)
            .cloned())
    }

    fn change_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        change: &KeyChange,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError> {
        let mut state = self.begin()?;
        let found = state.keys.get_mut(id);
        let Some(key) = found.filter(|key| key.organization_id == *organization) else {
            return Ok(None);
        };
        apply(change, key);
        key.updated_at = audit.at;
        let changed = key.clone();
        state.audit.push(audit.clone());
        Ok(Some(changed))
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
        state.key_digests.retain(|_, key| key != id);
        state.audit.push(audit.clone());
        Ok(state.keys.remove(id))
    }
}

fn apply(change: &KeyChange, key: &mut ApiKey) {
    if let Some(name) = &change.name {
        key.name = name.clone();
    }
    if let Some(active) = change.active {
        key.active = active;
    }
    if let Some(expires_at) = change.expires_at {
        key.expires_at = expires_at;
    }
}

fn stored(key: &ApiKey) -> StoredKey {
    StoredKey {
        holder: KeyHolder {
            key_id: key.id.clone(),
            organization_id: key.organization_id.clone(),
            scopes: key.scopes,
            inboxes: key.inboxes.clone(),
        },
        environment: key.environment,
        active: key.active,
        expires_at: key.expires_at,
        secret_ends_at: key.secret.ends_at,
    }
}
