//! Listing and finding keys.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::api_key_service::ApiKeyService;
use super::key_request::{IdentifiedKey, IdentifyError, KeyRequestError};
use crate::authentication::ApiKeyPrincipal;
use crate::authorization::permission::{ManageKeys, ReadKeys};
use crate::authorization::{Denial, Grant};
use crate::entities::{ApiKey, StoredKey};
use crate::ports::{KeyFilter, Page, Pagination, StoreError};
use crate::tokens::{FoundToken, TokenKind};
use crate::values::Id;

impl ApiKeyService {
    /// Lists the keys of an organization that the filter lets through, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(
        &self,
        grant: &Grant<ReadKeys>,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        let mut listing = self.store.keys(grant.organization_id(), filter, page)?;
        listing.items = listing
            .items
            .into_iter()
            .map(|key| self.seen(key))
            .collect();
        Ok(listing)
    }

    /// A page of keys as [`Self::list`] gives it, with the use that this server has not written yet.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list_with_usage(
        &self,
        grant: &Grant<ReadKeys>,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        let mut next = None;
        let mut items = self.usage.with_unwritten(&mut || {
            let listing = self.list(grant, filter, page)?;
            next = listing.next;
            Ok(listing.items)
        })?;
        if let Some(since) = filter.unused_since {
            // The store did not know of that use.
            items.retain(|key| key.last_used_at.is_none_or(|used| used < since));
        }
        Ok(Page { items, next })
    }

    /// Enabled keys that expire in a time, those that expire first before the others, with the use that this server has not
    /// written yet; `limit` at most.
    ///
    /// # Errors
    /// What the store reports.
    pub fn expiring_with_usage(
        &self,
        grant: &Grant<ReadKeys>,
        within: &Range<DateTime<Utc>>,
        limit: u16,
    ) -> Result<Vec<ApiKey>, StoreError> {
        let organization = grant.organization_id();
        self.usage.with_unwritten(&mut || {
            let keys = self.store.keys_that_expire(organization, within, limit)?;
            Ok(keys.into_iter().map(|key| self.seen(key)).collect())
        })
    }

    /// Where the page before this one starts, in the list that the filter lets through: after which key. `None`: at the
    /// beginning of the list, as this one may do itself.
    ///
    /// # Errors
    /// What the store reports.
    pub fn start_of_page_before(
        &self,
        grant: &Grant<ReadKeys>,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Option<Id<ApiKey>>, StoreError> {
        let Some(after) = &page.after else {
            return Ok(None);
        };
        let organization = grant.organization_id();
        let newer = self
            .store
            .key_ids_from(organization, filter, after, page.rows_to_read())?;
        Ok(newer.into_iter().nth(page.limit.into()))
    }

    /// Finds one key.
    ///
    /// # Errors
    /// What the store reports.
    pub fn find(
        &self,
        grant: &Grant<ReadKeys>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        let found = self.store.key(grant.organization_id(), id)?;
        Ok(found.map(|key| self.seen(key)))
    }

    /// A key as [`Self::find`] gives it, with the use that this server has not written yet.
    ///
    /// # Errors
    /// What the store reports.
    pub fn find_with_usage(
        &self,
        grant: &Grant<ReadKeys>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        let mut read = || Ok(self.find(grant, id)?.into_iter().collect());
        Ok(self.usage.with_unwritten(&mut read)?.pop())
    }

    /// The key that a request came with, as it was when the request was let in.
    pub fn of_holder(&self, holder: &ApiKeyPrincipal) -> ApiKey {
        self.seen(holder.stored().key.clone())
    }

    /// Returns which keys of the organization a text holds, one for each secret that was found in it. Empty: none of its
    /// keys, whatever else it holds.
    ///
    /// # Errors
    /// [`IdentifyError`].
    pub fn identify(
        &self,
        grant: &Grant<ManageKeys>,
        text: &str,
    ) -> Result<Vec<IdentifiedKey>, IdentifyError> {
        let own = |found: &IdentifiedKey| found.key.organization_id == *grant.organization_id();
        let found = self.identify_all(text)?.into_iter();
        Ok(found.flatten().filter(own).collect())
    }

    /// Which key of any organization each secret in a text belongs to, in the order of the text. `None`: of a key that is not
    /// known. Digits that may be a legacy key count only if they are one.
    pub(crate) fn identify_all(
        &self,
        text: &str,
    ) -> Result<Vec<Option<IdentifiedKey>>, IdentifyError> {
        let tokens = FoundToken::all_in(text)?.into_iter();
        let mut identified = Vec::new();
        for token in tokens {
            let is_legacy = token.kind() == TokenKind::Legacy;
            if !is_legacy && !matches!(token.kind(), TokenKind::ApiKey(_)) {
                continue;
            }
            let digest = token.digest(&*self.issuer.digester);
            let stored = self.store.key_by_digest(&digest)?;
            if stored.is_some() || !is_legacy {
                identified.push(stored.map(|stored| self.identified(stored)));
            }
        }
        Ok(identified)
    }

    fn identified(&self, stored: StoredKey) -> IdentifiedKey {
        let now = self.issuer.clock.now();
        IdentifiedKey {
            state: stored.state_at(now),
            secret: stored.presented().clone(),
            is_old: *stored.presented() != stored.key.secret,
            key: self.seen(stored.key),
        }
    }

    /// Finds a key that the grant may change. The step that makes a change asks the same again.
    ///
    /// # Errors
    /// [`Denial::ReachesFurther`], or what the store reports.
    pub fn covered(
        &self,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, KeyRequestError> {
        let Some(key) = self.store.key(grant.organization_id(), id)? else {
            return Ok(None);
        };
        if !grant.covers_key(&key) {
            return Err(Denial::ReachesFurther.into());
        }
        Ok(Some(self.seen(key)))
    }
}
