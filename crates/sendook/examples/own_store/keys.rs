use std::ops::Range;

use sendook::domain::entities::{
    ApiKey, Attachment, AuditEvent, InboxScope, KeyWithDigests, Organization, RememberedAnswer,
    StoredKey,
};
use sendook::domain::policies::last_use;
use sendook::domain::ports::{
    ApiKeys, DecideKey, KeyFilter, KeyUpdate, KeyUse, Page, Pagination, StoreError,
};
use sendook::domain::values::Digest;
use sendook::{DateTime, Id, Utc};

use super::state::{Keys, State};

impl ApiKeys for Keys {
    fn create_key(
        &self,
        key: &KeyWithDigests,
        audit: &AuditEvent,
        // Only the routes of the JSON API give one.
        _: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError> {
        let mut state = self.begin();
        state.insert(key.clone());
        state.audit.push(audit.clone());
        Ok(())
    }

    fn key_by_digest(&self, digest: &Digest) -> Result<Option<StoredKey>, StoreError> {
        Ok(self.begin().stored(digest))
    }

    fn keys(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        let mut keys = self.begin().select(organization, |key| filter.admits(key));
        keys.reverse();
        Ok(page.of_all(keys, |key| &key.id))
    }

    fn key_ids_from(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        from: &Id<ApiKey>,
        limit: u16,
    ) -> Result<Vec<Id<ApiKey>>, StoreError> {
        let wanted = |key: &ApiKey| key.id >= *from && filter.admits(key);
        let keys = self.begin().select(organization, wanted).into_iter();
        Ok(keys.take(limit.into()).map(|key| key.id).collect())
    }

    fn keys_that_expire(
        &self,
        organization: &Id<Organization>,
        within: &Range<DateTime<Utc>>,
        limit: u16,
    ) -> Result<Vec<ApiKey>, StoreError> {
        let expires =
            |key: &ApiKey| key.active && key.expires_at.is_some_and(|end| within.contains(&end));
        let mut keys = self.begin().select(organization, expires);
        keys.sort_by_key(|key| key.expires_at);
        keys.truncate(limit.into());
        Ok(keys)
    }

    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        let state = self.begin();
        Ok(state.find(organization, id).map(|found| found.key.clone()))
    }

    fn update_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        decide: &mut DecideKey<'_>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError> {
        let mut state = self.begin();
        let Some(before) = state.find(organization, id).cloned() else {
            return Ok(None);
        };
        let update = decide(before.clone());
        let line = update.line(&before.key, audit);
        let left = match update {
            KeyUpdate::Unchanged => return Ok(Some(before.key)),
            KeyUpdate::Changed(mut after, _) | KeyUpdate::Leaked(mut after, _) => {
                // There are no inboxes that a key could be restricted to.
                if let InboxScope::Only(inboxes) = &mut after.key.inboxes {
                    inboxes.clear();
                }
                state.take(&before);
                state.insert((*after).clone());
                after.key
            }
            KeyUpdate::Deleted => {
                state.take(&before);
                before.key
            }
        };
        state.audit.push(line);
        Ok(Some(left))
    }

    fn record_key_use(&self, used: &[KeyUse], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut state = self.begin();
        for one in used {
            // It may have been deleted since.
            if let Some(kept) = state.keys.get_mut(&one.key_id) {
                note(kept, one, now);
            }
        }
        Ok(())
    }
}

impl State {
    fn stored(&self, digest: &Digest) -> Option<StoredKey> {
        let found = self.keys.get(self.by_digest.get(digest)?)?;
        Some(StoredKey {
            key: found.key.clone(),
            organization: self.organizations.get(&found.key.organization_id)?.clone(),
            digest: *digest,
            secret_ends_at: found.secret(digest)?.ends_at,
            rendered: Attachment::default(),
        })
    }
}

/// Adds a use to what is known: another server may know of a later one.
fn note(kept: &mut KeyWithDigests, used: &KeyUse, now: DateTime<Utc>) {
    let key = &mut kept.key;
    key.request_count += used.requests.total();
    key.last_used_at = Some(last_use(key.last_used_at, used.last_at, now));
    if key.last_used_at == Some(used.last_at) {
        key.last_used_ip = used.last_ip;
    }
    for (digest, at) in &used.secrets {
        let secret = if *digest == kept.digest {
            Some(&mut key.secret)
        } else if kept.previous_digest == Some(*digest) {
            key.previous.as_mut()
        } else {
            None
        };
        if let Some(secret) = secret {
            secret.last_used_at = Some(last_use(secret.last_used_at, *at, now));
        }
    }
}
