use chrono::{DateTime, Utc};

use super::key_request::{IdentifiedKey, IdentifyError, IssuedKey, KeyRequest, KeyRequestError};
use crate::authentication::ApiKeyPrincipal;
use crate::authorization::permission::{ManageKeys, ReadKeys};
use crate::authorization::{Denial, Grant};
use crate::entities::{
    Actor, ApiKey, AuditAction, AuditEvent, ClientInfo, InboxScope, KeyMaker, KeySecret,
    KeyWithDigests,
};
use crate::policies::{self, KeyChange, StillLeaked};
use crate::ports::{KeyFilter, KeyUpdate, Page, Pagination, Ports, StoreError};
use crate::tokens::{FoundToken, IssuedToken, TokenKind};
use crate::values::Id;

/// Where organizations manage their API keys.
#[derive(Clone)]
pub struct ApiKeyService(Ports);

impl ApiKeyService {
    /// Works through the given ports.
    pub fn new(ports: Ports) -> Self {
        Self(ports)
    }

    /// Makes a key.
    ///
    /// # Errors
    /// [`KeyRequestError`]; then nothing was kept.
    pub fn create(
        &self,
        grant: &Grant<ManageKeys>,
        request: KeyRequest,
        origin: &ClientInfo,
    ) -> Result<IssuedKey, KeyRequestError> {
        self.check_expiry(request.expires_at)?;
        if let Some(unknown) = self.unknown_inbox(grant, &request.inboxes)? {
            return Err(KeyRequestError::UnknownInbox(unknown));
        }
        if !grant.covers(request.scopes, &request.inboxes) {
            return Err(Denial::ReachesFurther.into());
        }
        let (new, issued) = self.issue(grant, request)?;
        let audit = self.audit(AuditAction::KeyCreated, grant, &issued.key.id, origin)?;
        self.0.store.create_key(&new, &audit)?;
        Ok(issued)
    }

    /// Prepares a key; nothing is kept yet.
    pub(crate) fn issue(
        &self,
        grant: &Grant<ManageKeys>,
        request: KeyRequest,
    ) -> Result<(KeyWithDigests, IssuedKey), StoreError> {
        let now = self.0.clock.now();
        let kind = TokenKind::ApiKey(request.environment);
        let token = IssuedToken::generate(kind, &*self.0.secrets)?;
        let key = ApiKey {
            id: self.0.new_id()?,
            organization_id: grant.organization_id().clone(),
            name: request.name,
            environment: request.environment,
            active: true,
            disabled_reason: None,
            scopes: request.scopes,
            inboxes: request.inboxes,
            expires_at: request.expires_at,
            last_used_at: None,
            last_used_ip: None,
            request_count: 0,
            created_by: match grant.actor() {
                Actor::User(user) => Some(KeyMaker::User(user.clone())),
                Actor::Key(key) => Some(KeyMaker::Key(key.clone())),
                Actor::Operator | Actor::Anonymous => None,
            },
            created_at: now,
            updated_at: now,
            secret: KeySecret {
                hint: token.hint(),
                created_at: now,
                ends_at: None,
                last_used_at: None,
            },
            previous: None,
        };
        let digest = token.digest(&*self.0.digester);
        let issued = IssuedKey {
            key: key.clone(),
            secret: token.secret().clone(),
        };
        let new = KeyWithDigests {
            key,
            digest,
            previous_digest: None,
        };
        Ok((new, issued))
    }

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
        let mut listing = self.0.store.keys(grant.organization_id(), filter, page)?;
        listing.items = listing
            .items
            .into_iter()
            .map(|key| self.seen(key))
            .collect();
        Ok(listing)
    }

    /// Tells which keys of the organization a text holds, one for each secret that was found in it. Empty: none of its
    /// keys, whatever else it holds.
    ///
    /// # Errors
    /// [`IdentifyError`].
    pub fn identify(
        &self,
        grant: &Grant<ManageKeys>,
        text: &str,
    ) -> Result<Vec<IdentifiedKey>, IdentifyError> {
        let mut identified = Vec::new();
        for token in FoundToken::all_in(text)? {
            if !matches!(token.kind(), TokenKind::ApiKey(_)) {
                continue;
            }
            let digest = token.digest(&*self.0.digester);
            let stored = self.0.store.key_by_digest(&digest)?;
            let own = stored.filter(|found| found.key.organization_id == *grant.organization_id());
            identified.extend(own.map(|stored| IdentifiedKey {
                state: stored.state_at(self.0.clock.now()),
                key: self.seen(stored.key),
            }));
        }
        Ok(identified)
    }

    /// Lets a key end itself. `None`: it was deleted since.
    ///
    /// # Errors
    /// What the store reports.
    pub fn end_self(
        &self,
        holder: &ApiKeyPrincipal,
        origin: &ClientInfo,
    ) -> Result<Option<ApiKey>, StoreError> {
        let actor = Actor::Key(holder.key_id().clone());
        let mut audit = self.0.audit(AuditAction::KeyDeleted, actor, origin)?;
        audit.organization_id = Some(holder.organization_id().clone());
        audit.target = Some(holder.key_id().to_string());
        let deleted = self
            .0
            .store
            .delete_key(holder.organization_id(), holder.key_id(), &audit)?;
        Ok(deleted.map(|key| ApiKey {
            active: false,
            ..self.seen(key)
        }))
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
        let found = self.0.store.key(grant.organization_id(), id)?;
        Ok(found.map(|key| self.seen(key)))
    }

    /// A page of keys as [`Self::list`] gives it, with the use that this server has not written yet.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list_with_usage(
        &self,
        grant: &Grant<ReadKeys>,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        let mut next = None;
        let items = self.0.usage.with_unwritten(&mut || {
            let listing = self.list(grant, &KeyFilter::default(), page)?;
            next = listing.next;
            Ok(listing.items)
        })?;
        Ok(Page { items, next })
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
        Ok(self.0.usage.with_unwritten(&mut read)?.pop())
    }

    /// The key that a request came with, as it was when the request was let in.
    pub fn of_holder(&self, holder: &ApiKeyPrincipal) -> ApiKey {
        self.seen(holder.stored().key.clone())
    }

    /// Changes a key. `None`: no such key.
    ///
    /// # Errors
    /// [`KeyRequestError`]; then nothing was changed.
    pub fn change(
        &self,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
        change: &KeyChange,
        origin: &ClientInfo,
    ) -> Result<Option<ApiKey>, KeyRequestError> {
        let asked = change.inboxes.as_ref();
        let unknown = asked.map_or(Ok(None), |asked| self.unknown_inbox(grant, asked))?;
        let audit = self.audit(AuditAction::KeyChanged, grant, id, origin)?;
        self.update(grant, id, &audit, |before| {
            self.check_expiry(change.expires_at.flatten())?;
            if let Some(inbox) = &unknown {
                return Err(KeyRequestError::UnknownInbox(inbox.clone()));
            }
            if *change == KeyChange::default() {
                return Ok(KeyUpdate::Unchanged);
            }
            let scopes = change.scopes.unwrap_or(before.key.scopes);
            let inboxes = change.inboxes.as_ref().unwrap_or(&before.key.inboxes);
            if !grant.covers(scopes, inboxes) {
                return Err(Denial::ReachesFurther.into());
            }
            let key = policies::change(before.key, change, audit.at);
            let key = key.map_err(|StillLeaked| KeyRequestError::Leaked)?;
            Ok(KeyUpdate::Changed(Box::new(KeyWithDigests {
                key,
                ..before
            })))
        })
    }

    /// Decides on a key in the step that carries it out, if the grant reaches as far as the key does by then. `None`: no
    /// such key.
    pub(super) fn update<A, E: From<KeyRequestError>>(
        &self,
        grant: &Grant<A>,
        id: &Id<ApiKey>,
        audit: &AuditEvent,
        decide: impl Fn(KeyWithDigests) -> Result<KeyUpdate, E>,
    ) -> Result<Option<ApiKey>, E> {
        let mut refusal = None;
        let mut within_reach = |before: KeyWithDigests| {
            let decided = if grant.covers(before.key.scopes, &before.key.inboxes) {
                decide(before)
            } else {
                Err(KeyRequestError::from(Denial::ReachesFurther).into())
            };
            // The step may be done again: the last answer counts.
            let (update, refused) = match decided {
                Ok(update) => (update, None),
                Err(error) => (KeyUpdate::Unchanged, Some(error)),
            };
            refusal = refused;
            update
        };
        let store = &self.0.store;
        let updated = store
            .update_key(grant.organization_id(), id, &mut within_reach, audit)
            .map_err(KeyRequestError::from)?;
        refusal.map_or(Ok(updated.map(|key| self.seen(key))), Err)
    }

    /// Deletes a key and gives it back as it was, no longer active. `None`: no such key.
    ///
    /// # Errors
    /// [`KeyRequestError`]; then the key is still there.
    pub fn delete(
        &self,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
        origin: &ClientInfo,
    ) -> Result<Option<ApiKey>, KeyRequestError> {
        let audit = self.audit(AuditAction::KeyDeleted, grant, id, origin)?;
        let deleted = self.update(grant, id, &audit, |_| {
            Ok::<_, KeyRequestError>(KeyUpdate::Deleted)
        })?;
        Ok(deleted.map(|key| ApiKey {
            active: false,
            ..key
        }))
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
        let Some(key) = self.0.store.key(grant.organization_id(), id)? else {
            return Ok(None);
        };
        if !grant.covers(key.scopes, &key.inboxes) {
            return Err(Denial::ReachesFurther.into());
        }
        Ok(Some(self.seen(key)))
    }

    /// The key without a secret whose time is over.
    pub(super) fn seen(&self, key: ApiKey) -> ApiKey {
        key.seen_at(self.0.clock.now())
    }

    /// The first inbox that is not one of the organization, within the grant.
    fn unknown_inbox(
        &self,
        grant: &Grant<ManageKeys>,
        inboxes: &InboxScope,
    ) -> Result<Option<String>, StoreError> {
        let InboxScope::Only(ids) = inboxes else {
            return Ok(None);
        };
        let store = &self.0.store;
        for id in ids {
            let inbox = store.inbox(grant.organization_id(), grant.inboxes(), id)?;
            if inbox.is_none() {
                return Ok(Some(id.to_string()));
            }
        }
        Ok(None)
    }

    fn check_expiry(&self, expires_at: Option<DateTime<Utc>>) -> Result<(), KeyRequestError> {
        match expires_at {
            Some(at) if at <= self.0.clock.now() => Err(KeyRequestError::ExpiryInThePast),
            _ => Ok(()),
        }
    }

    pub(super) fn audit<A>(
        &self,
        action: AuditAction,
        grant: &Grant<A>,
        key: &Id<ApiKey>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self.0.audit(action, grant.actor().clone(), origin)?;
        audit.organization_id = Some(grant.organization_id().clone());
        audit.target = Some(key.to_string());
        Ok(audit)
    }
}
