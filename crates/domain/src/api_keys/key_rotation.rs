//! Giving keys a new secret without an outage: rotate, switch over, verify, complete.

use chrono::{DateTime, Utc};

use super::api_key_service::ApiKeyService;
use super::key_changes::check_as_of;
use super::key_request::{IssuedKey, KeyRequestError};
use crate::authorization::Grant;
use crate::authorization::permission::ManageKeys;
use crate::entities::{ApiKey, AuditAction, ClientInfo, KeySecret};
use crate::idempotency::{Remember, answer_of};
use crate::policies::{self, EndRotation, NewSecret, RotationInProgress, RotationRequest};
use crate::ports::KeyUpdate;
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::Id;

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

impl ApiKeyService {
    /// Gives a key a new secret; what becomes of those that it has, [`rotate`](policies::rotate) decides. A leaked key can be
    /// enabled again then. Keeps the answer that `remember` makes of it. `None`: no such key.
    ///
    /// # Errors
    /// [`RotationError`]; then the key has the secrets that it had.
    pub fn rotate(
        &self,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
        request: RotationRequest,
        origin: &ClientInfo,
        remember: Option<&Remember<'_, IssuedKey>>,
    ) -> Result<Option<IssuedKey>, RotationError> {
        let found = self.store.key(grant.organization_id(), id);
        let Some(key) = found.map_err(KeyRequestError::from)? else {
            return Ok(None);
        };
        let audit = self.audit(AuditAction::KeyRotated, grant, id, origin);
        let audit = audit.map_err(KeyRequestError::from)?;
        let token =
            IssuedToken::generate(TokenKind::ApiKey(key.environment), &*self.issuer.secrets)
                .map_err(|error| KeyRequestError::Store(error.into()))?;
        let new = NewSecret {
            secret: KeySecret {
                hint: token.hint(),
                created_at: audit.at,
                ends_at: None,
                last_used_at: None,
            },
            digest: token.digest(&*self.issuer.digester),
        };
        let issued = |key| IssuedKey {
            key: self.seen(key),
            secret: token.secret().clone(),
        };
        let rotated = self.update(grant, id, &audit, |before| {
            if !request.is_about(&before.key) {
                return Err(KeyRequestError::Outdated.into());
            }
            let rotated = policies::rotate(before, new.clone(), request, audit.at)?;
            let answer = answer_of(remember, &issued(rotated.key.clone()));
            let answer = answer.map_err(KeyRequestError::from)?;
            Ok::<_, RotationError>(KeyUpdate::Changed(Box::new(rotated), answer))
        })?;
        Ok(rotated.map(issued))
    }

    /// Ends one of the two secrets of a key now, only if it was last changed at `as_of`, if that is given. `None`: no such key.
    ///
    /// # Errors
    /// [`EndRotationError`]; then the key has the secrets that it had.
    pub fn end_rotation(
        &self,
        grant: &Grant<ManageKeys>,
        id: &Id<ApiKey>,
        end: EndRotation,
        as_of: Option<DateTime<Utc>>,
        origin: &ClientInfo,
    ) -> Result<Option<ApiKey>, EndRotationError> {
        let action = match end {
            EndRotation::Old => AuditAction::KeyRotationCompleted,
            EndRotation::New => AuditAction::KeyRotationCancelled,
        };
        let audit = self.audit(action, grant, id, origin);
        let audit = audit.map_err(KeyRequestError::from)?;
        self.update(grant, id, &audit, |before| {
            check_as_of(as_of, &before.key)?;
            let ended = policies::end_rotation(before, end, audit.at);
            let ended = ended.ok_or(EndRotationError::NotRotating)?;
            Ok(KeyUpdate::Changed(Box::new(ended), None))
        })
    }
}
