use chrono::TimeDelta;

use super::{ApiKeyDesk, IssuedKey, KeyRequestError};
use crate::credentials::{IssuedToken, TokenKind};
use crate::entities::{ApiKey, AuditAction, KeySecret, RequestOrigin};
use crate::policies::Grant;
use crate::ports::{EndRotation, EndedRotation, KeyRotation, Ports};
use crate::values::Id;

/// Where keys get a new secret without an outage: rotate, switch over, verify, complete.
pub struct KeyRotationDesk {
    ports: Ports,
    keys: ApiKeyDesk,
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
    /// The longest time that an old secret lives on.
    pub const MAX_GRACE: TimeDelta = TimeDelta::days(7);

    /// How long it lives on if nobody says otherwise.
    pub const DEFAULT_GRACE: TimeDelta = TimeDelta::days(1);

    /// Works through the given ports, for those who may change keys at this desk.
    pub fn new(ports: Ports, keys: ApiKeyDesk) -> Self {
        Self { ports, keys }
    }

    /// Gives a key a new secret; the old one lives on for `grace`, never past the key's own end. A leaked key's
    /// old secret ends at once, and the key can be enabled again. `None`: no such key.
    ///
    /// # Errors
    /// [`KeyRequestError`]; then the key has the secrets that it had.
    pub fn rotate(
        &self,
        grant: &Grant,
        id: &Id<ApiKey>,
        grace: TimeDelta,
        origin: &RequestOrigin,
    ) -> Result<Option<IssuedKey>, KeyRequestError> {
        let Some(key) = self.keys.covered(grant, id)? else {
            return Ok(None);
        };
        let now = self.ports.clock.now();
        let grace = grace.min(Self::MAX_GRACE);
        let old_ends_at = [Some(now + grace), key.expires_at];
        let token =
            IssuedToken::generate(TokenKind::ApiKey(key.environment), &*self.ports.secrets)?;
        let rotation = KeyRotation {
            secret: KeySecret {
                hint: token.hint(),
                created_at: now,
                ends_at: None,
                last_used_at: None,
            },
            digest: token.digest(&*self.ports.digester),
            old_ends_at: old_ends_at.into_iter().flatten().min().unwrap_or(now),
        };
        let audit = self
            .keys
            .audit(AuditAction::KeyRotated, grant, id, origin)?;
        let store = &self.ports.store;
        let rotated = store.rotate_key(grant.organization_id(), id, &rotation, &audit)?;
        Ok(rotated.map(|key| IssuedKey {
            key: self.keys.seen(key),
            secret: token.secret().clone(),
        }))
    }

    /// Ends one of the two secrets of a key now. `None`: no such key.
    ///
    /// # Errors
    /// [`EndRotationError`]; then the key has the secrets that it had.
    pub fn end(
        &self,
        grant: &Grant,
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
        let audit = self
            .keys
            .audit(action, grant, id, origin)
            .map_err(KeyRequestError::from)?;
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
}
