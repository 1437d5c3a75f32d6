use chrono::{DateTime, Utc};

use crate::entities::{
    ApiKey, DisabledReason, InboxScope, KeyWithDigests, RequestLimits, ScopeSet,
};
use crate::values::{AllowedIps, Digest, KeyName, RateLimit};

/// What is to change of a key. `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyChange {
    /// A new name.
    pub name: Option<KeyName>,
    /// Disabled or enabled.
    pub active: Option<bool>,
    /// A new expiry; `Some(None)` removes it.
    pub expires_at: Option<Option<DateTime<Utc>>>,
    /// What it may do from now on.
    pub scopes: Option<ScopeSet>,
    /// Which inboxes it reaches from now on.
    pub inboxes: Option<InboxScope>,
    /// How many requests it may make from now on; `Some(None)`: any number.
    pub rate_limit: Option<Option<RateLimit>>,
    /// From which addresses it may be used from now on; `Some(None)`: from every one.
    pub allowed_ips: Option<Option<AllowedIps>>,
    /// Only if this is when the key was last changed: what was asked for is about the key as it was then.
    pub as_of: Option<DateTime<Utc>>,
}

impl KeyChange {
    /// What becomes of the limits of a key.
    pub fn limits(&self, before: &RequestLimits) -> RequestLimits {
        let allowed_ips = self.allowed_ips.as_ref();
        RequestLimits {
            rate: self.rate_limit.unwrap_or(before.rate),
            allowed_ips: allowed_ips.unwrap_or(&before.allowed_ips).clone(),
        }
    }
}

/// The key was disabled because it leaked, and still has the secret that leaked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillLeaked;

/// Changes a key at `now`.
///
/// # Errors
/// [`StillLeaked`] if a leaked key would be enabled: [`rotate`](super::rotate) comes first.
pub fn change(key: ApiKey, change: &KeyChange, now: DateTime<Utc>) -> Result<ApiKey, StillLeaked> {
    if change.active == Some(true) && key.disabled_reason.is_some() {
        return Err(StillLeaked);
    }
    Ok(ApiKey {
        name: change.name.clone().unwrap_or(key.name),
        active: change.active.unwrap_or(key.active),
        expires_at: change.expires_at.unwrap_or(key.expires_at),
        scopes: change.scopes.unwrap_or(key.scopes),
        inboxes: change.inboxes.clone().unwrap_or(key.inboxes),
        limits: change.limits(&key.limits),
        updated_at: now,
        ..key
    })
}

/// Disables a key because the secret of this digest was reported as leaked.
///
/// `None`: there is nothing to disable. A secret that is no longer valid is harmless, and a report of it must
/// not stop its successor. A key that is known to have leaked is not disabled again, so that reports cannot fill the audit
/// trail.
pub fn disable_leaked(
    key: &KeyWithDigests,
    found: &Digest,
    now: DateTime<Utc>,
) -> Option<KeyWithDigests> {
    let leaks = key.secret(found)?.is_live_at(now) && key.key.disabled_reason.is_none();
    leaks.then(|| {
        let mut disabled = key.clone();
        disabled.key.active = false;
        disabled.key.disabled_reason = Some(DisabledReason::Leaked);
        disabled.key.updated_at = now;
        disabled
    })
}
