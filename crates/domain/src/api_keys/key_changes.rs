//! Changing and deleting keys.

use chrono::{DateTime, Utc};

use super::api_key_service::ApiKeyService;
use super::key_limits::check_change;
use super::key_request::KeyRequestError;
use crate::authentication::ApiKeyPrincipal;
use crate::authorization::permission::ManageKeys;
use crate::authorization::{Denial, Grant};
use crate::entities::{ApiKey, AuditAction, AuditEvent, ClientInfo, KeyWithDigests};
use crate::policies::{self, KeyChange, StillLeaked};
use crate::ports::KeyUpdate;
use crate::values::Id;

/// A key that has changed since it was seen is not what a request is about.
pub(super) fn check_as_of(
    seen: Option<DateTime<Utc>>,
    key: &ApiKey,
) -> Result<(), KeyRequestError> {
    match seen {
        Some(at) if at != key.updated_at => Err(KeyRequestError::Outdated),
        _ => Ok(()),
    }
}

impl ApiKeyService {
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
        let within_limits = || check_change(change, self.issuer.clock.now());
        // What is refused below anyway is not looked up, be it a million inboxes.
        let asked = change.inboxes.as_ref();
        let asked = asked.filter(|_| within_limits().is_ok());
        let (organization, reach) = (grant.organization_id(), grant.inboxes());
        let unknown = asked.map_or(Ok(None), |asked| {
            self.unknown_inbox(organization, reach, asked)
        })?;
        let audit = self.audit(AuditAction::KeyChanged, grant, id, origin)?;
        self.update(grant, id, &audit, |before| {
            check_as_of(change.as_of, &before.key)?;
            within_limits()?;
            if let Some(inbox) = &unknown {
                return Err(KeyRequestError::UnknownInbox(inbox.clone()));
            }
            let scopes = change.scopes.unwrap_or(before.key.scopes);
            let inboxes = change.inboxes.as_ref().unwrap_or(&before.key.inboxes);
            let limits = change.limits(&before.key.limits);
            let end = change.expires_at.unwrap_or(before.key.expires_at);
            if !grant.covers(scopes, inboxes, &limits, end) {
                return Err(Denial::ReachesFurther.into());
            }
            let key = policies::change(before.key.clone(), change, audit.at);
            let key = key.map_err(|StillLeaked| KeyRequestError::Leaked)?;
            let is_same = key
                == ApiKey {
                    updated_at: key.updated_at,
                    ..before.key.clone()
                };
            Ok(if is_same {
                KeyUpdate::Unchanged
            } else {
                KeyUpdate::Changed(Box::new(KeyWithDigests { key, ..before }), None)
            })
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
            let decided = if grant.covers_key(&before.key) {
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
        let updated = self
            .store
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

    /// Lets a key end itself. `None`: it was deleted since.
    ///
    /// # Errors
    /// [`Denial::NotForRunTokens`], or what the store reports.
    pub fn end_self(
        &self,
        holder: &ApiKeyPrincipal,
        origin: &ClientInfo,
    ) -> Result<Option<ApiKey>, KeyRequestError> {
        if holder.run_token().is_some() {
            return Err(Denial::NotForRunTokens.into());
        }
        let deleted = AuditAction::KeyDeleted;
        let mut audit = self.issuer.audit(deleted, holder.actor(), origin)?;
        audit.organization_id = Some(holder.organization_id().clone());
        audit.target = Some(holder.key_id().to_string());
        let deleted = self
            .store
            .delete_key(holder.organization_id(), holder.key_id(), &audit)?;
        Ok(deleted.map(|key| ApiKey {
            active: false,
            ..self.seen(key)
        }))
    }
}
