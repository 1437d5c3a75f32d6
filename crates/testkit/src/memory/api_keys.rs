use std::ops::Range;

use chrono::{DateTime, Utc};
use sendook_domain::entities::{
    ApiKey, Attachment, AuditEvent, InboxScope, KeyWithDigests, Organization, RememberedAnswer,
    StoredKey,
};
use sendook_domain::policies::last_use;
use sendook_domain::ports::{
    ApiKeys, DecideKey, KeyFilter, KeyUpdate, KeyUse, Page, Pagination, StoreError,
};
use sendook_domain::values::{Digest, Id};

use super::MemoryStore;
use super::paging::page_of;
use super::state::State;
use super::usage_counts::add;

impl ApiKeys for MemoryStore {
    fn create_key(
        &self,
        key: &KeyWithDigests,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        state.check_answer(answer)?;
        state.remember(answer);
        state.insert_key(key);
        state.audit.push(audit.clone());
        Ok(())
    }

    fn key_by_digest(&self, digest: &Digest) -> Result<Option<StoredKey>, StoreError> {
        Ok(stored(&*self.begin()?, digest))
    }

    fn keys(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        let state = self.begin()?;
        let keys = state.keys.values().map(|found| &found.key);
        let wanted = |key: &ApiKey| key.organization_id == *organization && filter.admits(key);
        Ok(page_of(keys, page, |key| &key.id, wanted))
    }

    fn key_ids_from(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        from: &Id<ApiKey>,
        limit: u16,
    ) -> Result<Vec<Id<ApiKey>>, StoreError> {
        let state = self.begin()?;
        let keys = state.keys.values().map(|found| &found.key);
        let wanted = keys
            .filter(|key| key.organization_id == *organization && filter.admits(key))
            .filter(|key| key.id >= *from);
        Ok(wanted
            .take(limit.into())
            .map(|key| key.id.clone())
            .collect())
    }

    fn keys_that_expire(
        &self,
        organization: &Id<Organization>,
        within: &Range<DateTime<Utc>>,
        limit: u16,
    ) -> Result<Vec<ApiKey>, StoreError> {
        let state = self.begin()?;
        let own = state.keys.values().map(|found| &found.key);
        let own = own.filter(|key| key.organization_id == *organization && key.active);
        let expires = |key: &&ApiKey| key.expires_at.is_some_and(|end| within.contains(&end));
        let mut keys: Vec<_> = own.filter(expires).cloned().collect();
        keys.sort_by(|one, other| (one.expires_at, &one.id).cmp(&(other.expires_at, &other.id)));
        keys.truncate(limit.into());
        Ok(keys)
    }

    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        Ok(own(&*self.begin()?, organization, id).map(|found| found.key.clone()))
    }

    fn update_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        decide: &mut DecideKey<'_>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError> {
        let mut state = self.begin()?;
        let Some(before) = own(&state, organization, id).cloned() else {
            return Ok(None);
        };
        let update = decide(before.clone());
        let line = update.line(&before.key, audit);
        let updated = match update {
            KeyUpdate::Unchanged => return Ok(Some(before.key)),
            KeyUpdate::Changed(mut after, answer) => {
                state.check_answer(answer.as_ref())?;
                state.remember(answer.as_ref());
                state.replace_key(&before, &mut after, audit.at);
                after.key
            }
            KeyUpdate::Leaked(mut after, mails) => {
                state.queue_mails(&mails);
                state.replace_key(&before, &mut after, audit.at);
                after.key
            }
            KeyUpdate::Deleted => {
                state.invalidate_key(id);
                state.keys.remove(id);
                state.key_usage.retain(|(key, _), _| key != id);
                state.end_orphaned_run_tokens();
                before.key
            }
        };
        state.audit.push(line);
        Ok(Some(updated))
    }

    fn record_key_use(&self, used: &[KeyUse], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        for used in used {
            record_use(&mut state, used, now);
        }
        Ok(())
    }
}

fn own<'a>(
    state: &'a State,
    organization: &Id<Organization>,
    id: &Id<ApiKey>,
) -> Option<&'a KeyWithDigests> {
    let found = state.keys.get(id);
    found.filter(|found| found.key.organization_id == *organization)
}

fn stored(state: &State, digest: &Digest) -> Option<StoredKey> {
    let mut keys = state.keys.values();
    let (found, secret) = keys.find_map(|found| Some((found, found.secret(digest)?)))?;
    let organization = state.organizations.get(&found.key.organization_id)?;
    Some(StoredKey {
        key: found.key.clone(),
        organization: organization.clone(),
        digest: *digest,
        secret_ends_at: secret.ends_at,
        rendered: Attachment::default(),
    })
}

/// Adds up how a key was used, if it is still there.
fn record_use(state: &mut State, used: &KeyUse, now: DateTime<Utc>) {
    let Some(found) = state.keys.get_mut(&used.key_id) else {
        return;
    };
    let key = &mut found.key;
    add(&mut state.key_usage, &key.id, &used.requests);
    add(
        &mut state.organization_usage,
        &key.organization_id,
        &used.requests,
    );
    key.request_count += used.requests.total();
    key.last_used_at = Some(last_use(key.last_used_at, used.last_at, now));
    if key.last_used_at == Some(used.last_at) {
        key.last_used_ip = used.last_ip;
    }
    for (digest, at) in &used.secrets {
        let secret = if *digest == found.digest {
            Some(&mut key.secret)
        } else {
            let previous = key.previous.as_mut();
            previous.filter(|_| found.previous_digest.as_ref() == Some(digest))
        };
        if let Some(secret) = secret {
            secret.last_used_at = Some(last_use(secret.last_used_at, *at, now));
        }
    }
}

impl State {
    /// Makes a key what it is to be, with those of its inboxes that are there.
    fn replace_key(
        &mut self,
        before: &KeyWithDigests,
        after: &mut KeyWithDigests,
        now: DateTime<Utc>,
    ) {
        let key = &before.key;
        self.invalidate_key(&key.id);
        if let InboxScope::Only(ids) = &mut after.key.inboxes {
            ids.retain(|id| {
                let inbox = self.inboxes.get(id);
                inbox.is_some_and(|inbox| inbox.organization_id == key.organization_id)
            });
        }
        self.keys.insert(key.id.clone(), after.clone());
        self.end_run_tokens_with(before, after, now);
        self.end_orphaned_run_tokens();
    }
}
