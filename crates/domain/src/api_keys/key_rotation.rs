use chrono::{DateTime, Utc};

use super::{ApiKeyDesk, IssuedKey, KeyRequestError};
use crate::authorization::permission::ManageKeys;
use crate::authorization::{Denial, Grant};
use crate::entities::{ApiKey, AuditAction, AuditEvent, KeySecret, RequestOrigin};
use crate::policies::{OldSecrets, RotationInProgress, RotationRequest, decide_rotation};
use crate::ports::{EndRotation, EndedRotation, KeyRotation, Ports};
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::Id;

/// Where keys get a new secret without an outage: rotate, switch over, verify, complete.
pub struct KeyRotationDesk {
    ports: Ports,
    keys: ApiKeyDesk,
}

/// Why a key was not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// Both secrets of the key are in use.
    #[error(transparent)]
    InProgress(#[from] RotationInProgress),
    /// As for any change of a key.
    #[error(transparent)]
    Request(#[from] KeyRequestError),
}

/// Why a rotation was not completed or cancelled.
#[derive(Debug, thiserror::Error)]
pub enum EndRotationError {
    /// The key has one live secret.
    #[error("This API key is not being rotated: it has one secret.")]
    NotRotating,
    /// As for any change of a key.
    #[error(transparent)]
    Request(#[from] KeyRequestError),
}

impl KeyRotationDesk {
    /// Works through the given ports, for those who may change keys at this desk.
    pub fn new(ports: Ports, keys: ApiKeyDesk) -> Self {
        Self { ports, keys }
    }

    /// Gives a key a new secret; what becomes of those that it has, [`decide_rotation`] decides. A leaked key can be
    /// enabled again then. `None`: no such key.
    ///
    /// # Errors
    /// [`RotationError`]; then the key has the secrets that it had.
    pub fn rotate(
        &self,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
        request: RotationRequest,
        origin: &RequestOrigin,
    ) -> Result<Option<IssuedKey>, RotationError> {
        let Some(key) = self.keys.covered(grant, id)? else {
            return Ok(None);
        };
        let audit = self.audit(AuditAction::KeyRotated, grant, id, origin)?;
        let token = IssuedToken::generate(TokenKind::ApiKey(key.environment), &*self.ports.secrets)
            .map_err(KeyRequestError::from)?;
        let rotation = KeyRotation {
            secret: KeySecret {
                hint: token.hint(),
                created_at: audit.at,
                ends_at: None,
                last_used_at: None,
            },
            digest: token.digest(&*self.ports.digester),
        };
        let mut refusal = None;
        let mut decide = |key: &ApiKey| match may_rotate(grant, key, request, audit.at) {
            Ok(old) => Some(old),
            Err(error) => {
                refusal = Some(error);
                None
            }
        };
        let store = &self.ports.store;
        let update = store
            .rotate_key(grant.organization_id(), id, &rotation, &mut decide, &audit)
            .map_err(KeyRequestError::from)?;
        let rotated = self.keys.updated(update, refusal)?;
        Ok(rotated.map(|key| IssuedKey {
            key,
            secret: token.secret().clone(),
        }))
    }

    /// Ends one of the two secrets of a key now. `None`: no such key.
    ///
    /// # Errors
    /// [`EndRotationError`]; then the key has the secrets that it had.
    pub fn end(
        &self,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
        end: EndRotation,
        origin: &RequestOrigin,
    ) -> Result<Option<ApiKey>, EndRotationError> {
        if self.keys.covered(grant, id)?.is_none() {
            return Ok(None);
        }
        let action = match end {
            EndRotation::Old => AuditAction::KeyRotationCompleted,
            EndRotation::New => AuditAction::KeyRotationCancelled,
        };
        let audit = self.audit(action, grant, id, origin)?;
        let ended = self
            .ports
            .store
            .end_rotation(grant.organization_id(), id, end, &audit);
        match ended.map_err(KeyRequestError::from)? {
            EndedRotation::NoSuchKey => Ok(None),
            EndedRotation::NotRotating => Err(EndRotationError::NotRotating),
            EndedRotation::Ended(key) => Ok(Some(self.keys.seen(*key))),
        }
    }

    fn audit(
        &self,
        action: AuditAction,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
        origin: &RequestOrigin,
    ) -> Result<AuditEvent, KeyRequestError> {
        Ok(self.keys.audit(action, grant, id, origin)?)
    }
}

/// As [`decide_rotation`], for a grant that reaches as far as the key: the new secret must not be had by whoever
/// reaches less.
fn may_rotate(
    grant: &Grant<ManageKeys>,
    key: &ApiKey,
    request: RotationRequest,
    now: DateTime<Utc>,
) -> Result<OldSecrets, RotationError> {
    if !grant.covers(key.scopes, &key.inboxes) {
        return Err(KeyRequestError::from(Denial::ReachesFurther).into());
    }
    Ok(decide_rotation(key, request, now)?)
}
