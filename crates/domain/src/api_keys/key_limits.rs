//! What every key must be like, whoever asks for it. The use cases refuse any other; who reads a request may ask before,
//! field by field, to report all that is wrong at once.

use chrono::{DateTime, Utc};

use super::key_request::{KeyRequest, KeyRequestError};
use crate::entities::{Inbox, InboxScope, ScopeSet};
use crate::policies::KeyChange;
use crate::values::Id;

/// The most inboxes that a key can be restricted to: each is looked up.
const MAX_INBOXES: usize = 100;

/// A key has at least one scope.
pub fn check_scopes(scopes: ScopeSet) -> Result<(), KeyRequestError> {
    refuse_if(scopes.is_empty(), KeyRequestError::NoScopes)
}

/// A key is restricted to at most 100 inboxes. Restricted to none, as a key is whose last inbox was deleted, it reaches none.
pub fn check_inboxes(inboxes: &[Id<Inbox>]) -> Result<(), KeyRequestError> {
    refuse_if(inboxes.len() > MAX_INBOXES, KeyRequestError::TooManyInboxes)
}

/// A new key that is restricted to inboxes reaches at least one.
pub fn check_inboxes_of_new_key(inboxes: &[Id<Inbox>]) -> Result<(), KeyRequestError> {
    refuse_if(inboxes.is_empty(), KeyRequestError::NoInboxes)?;
    check_inboxes(inboxes)
}

/// A key does not begin as an expired one.
pub fn check_expiry(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), KeyRequestError> {
    refuse_if(at <= now, KeyRequestError::ExpiryInThePast)
}

pub(super) fn check_request(
    request: &KeyRequest,
    now: DateTime<Utc>,
) -> Result<(), KeyRequestError> {
    check_scopes(request.scopes)?;
    if let InboxScope::Only(inboxes) = &request.inboxes {
        check_inboxes_of_new_key(inboxes)?;
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

fn refuse_if(is_wrong: bool, error: KeyRequestError) -> Result<(), KeyRequestError> {
    if is_wrong { Err(error) } else { Ok(()) }
}
