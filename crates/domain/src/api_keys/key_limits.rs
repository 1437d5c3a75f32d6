//! What every key must be like, whoever asks for it. The use cases refuse any other; who reads a request may ask before,
//! field by field, to report all that is wrong at once.

use chrono::{DateTime, Utc};

use super::key_request::{KeyRequest, KeyRequestError};
use crate::entities::{Inbox, InboxScope, ScopeSet};
use crate::policies::KeyChange;
use crate::values::Id;

/// The most inboxes that a key can be restricted to: each is looked up.
const MAX_INBOXES: usize = 100;

/// Judges the scopes of a new or changed key.
///
/// # Errors
/// [`KeyRequestError::NoScopes`].
pub fn check_scopes(scopes: ScopeSet) -> Result<(), KeyRequestError> {
    if scopes.is_empty() {
        return Err(KeyRequestError::NoScopes);
    }
    Ok(())
}

/// Judges the inboxes that a key is to be restricted to from now on. None at all is what a key has whose last inbox was
/// deleted, and means the same here: it reaches none.
///
/// # Errors
/// [`KeyRequestError::TooManyInboxes`].
pub fn check_inboxes(inboxes: &[Id<Inbox>]) -> Result<(), KeyRequestError> {
    if inboxes.len() > MAX_INBOXES {
        return Err(KeyRequestError::TooManyInboxes);
    }
    Ok(())
}

/// Judges the inboxes that a new key is to be restricted to.
///
/// # Errors
/// [`KeyRequestError::NoInboxes`], or as [`check_inboxes`].
pub fn check_first_inboxes(inboxes: &[Id<Inbox>]) -> Result<(), KeyRequestError> {
    if inboxes.is_empty() {
        return Err(KeyRequestError::NoInboxes);
    }
    check_inboxes(inboxes)
}

/// Judges the moment from which on a key is to be expired.
///
/// # Errors
/// [`KeyRequestError::ExpiryInThePast`].
pub fn check_expiry(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), KeyRequestError> {
    if at <= now {
        return Err(KeyRequestError::ExpiryInThePast);
    }
    Ok(())
}

pub(super) fn check_request(
    request: &KeyRequest,
    now: DateTime<Utc>,
) -> Result<(), KeyRequestError> {
    check_scopes(request.scopes)?;
    if let InboxScope::Only(inboxes) = &request.inboxes {
        check_first_inboxes(inboxes)?;
    }
    request
        .expires_at
        .map_or(Ok(()), |at| check_expiry(at, now))
}

pub(super) fn check_change(change: &KeyChange, now: DateTime<Utc>) -> Result<(), KeyRequestError> {
    change.scopes.map_or(Ok(()), check_scopes)?;
    if let Some(InboxScope::Only(inboxes)) = &change.inboxes {
        check_inboxes(inboxes)?;
    }
    let expires_at = change.expires_at.flatten();
    expires_at.map_or(Ok(()), |at| check_expiry(at, now))
}
