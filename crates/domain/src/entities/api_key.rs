use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::{Attachment, InboxScope, Organization, RequestLimits, ScopeSet, User};
use crate::named::named;
use crate::values::{Digest, Environment, Id, IdKind, KeyName};

/// A service's credential for one organization, limited by its scopes and inboxes.
///
/// The secret itself is not part of it: a store holds digests only, and a key may have two of them
/// while it is rotated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Identifies the key; never changes, not even by rotations.
    pub id: Id<ApiKey>,
    /// The organization whose inboxes and keys it reaches.
    pub organization_id: Id<Organization>,
    /// Its display name.
    pub name: KeyName,
    /// Where it is meant to be used.
    pub environment: Environment,
    /// `false` while it is disabled.
    pub active: bool,
    /// Why it was disabled, unless a person or a key asked for it.
    pub disabled_reason: Option<DisabledReason>,
    /// What it may do.
    pub scopes: ScopeSet,
    /// Which inboxes it may do it to.
    pub inboxes: InboxScope,
    /// How often and from where it may be used.
    pub limits: RequestLimits,
    /// From this moment on it is no longer valid; `None`: lives until it is deleted.
    pub expires_at: Option<DateTime<Utc>>,
    /// The last request that it authenticated, as far as it is known.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Where that request came from.
    pub last_used_ip: Option<IpAddr>,
    /// How many requests it authenticated, as far as they are known.
    pub request_count: u64,
    /// Who or what made it; `None` once that person is gone.
    pub created_by: Option<KeyMaker>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When anything of this was last changed by a person.
    pub updated_at: DateTime<Utc>,
    /// The secret that it has now: the newest.
    pub secret: KeySecret,
    /// The secret that it had before, if it is being rotated. A store gives it even when it has ended;
    /// [`seen_at`](Self::seen_at) then leaves it out.
    pub previous: Option<KeySecret>,
}

impl IdKind for ApiKey {
    const PREFIX: &'static str = "key";
}

/// Who or what made a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyMaker {
    /// A person.
    User(Id<User>),
    /// Another key, which may have been deleted since.
    Key(Id<ApiKey>),
}

impl KeyMaker {
    /// The id of the person or the key.
    pub fn as_str(&self) -> &str {
        match self {
            Self::User(id) => id.as_str(),
            Self::Key(id) => id.as_str(),
        }
    }
}

/// One of the secrets of a key, without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySecret {
    /// Prefix, ellipsis and last four characters.
    pub hint: String,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// From this moment on it is no longer valid, whatever the key's own expiry; `None`: no such limit.
    pub ends_at: Option<DateTime<Utc>>,
    /// The last request that it authenticated, as far as it is known.
    pub last_used_at: Option<DateTime<Utc>>,
}

named! {
    /// Why a key was disabled.
    #[non_exhaustive]
    pub enum DisabledReason, else UnknownReason {
        /// Its secret was reported as leaked.
        Leaked = "leaked",
    }
}

/// A text that names no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A key is disabled by hand, or because it leaked.")]
pub struct UnknownReason;

/// Whether a key is valid at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It is.
    Active,
    /// It is disabled, and can be enabled again.
    Disabled,
    /// It has expired.
    Expired {
        /// Since when.
        at: DateTime<Utc>,
    },
}

/// What a store finds by the digest of a key: all that a decision and the key's description of itself need, so
/// that one look-up serves a whole request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// The key. The secret that was presented may be either of its secrets.
    pub key: ApiKey,
    /// The organization that it reaches.
    pub organization: Organization,
    /// The digest of the secret that was presented.
    pub digest: Digest,
    /// The end of this one secret.
    pub secret_ends_at: Option<DateTime<Utc>>,
    /// The rendered description that the key gets of itself, once it was made.
    pub rendered: Attachment,
}

impl ApiKey {
    /// The key as people see it at `now`: with no previous secret but one that is still good.
    #[must_use]
    pub fn seen_at(mut self, now: DateTime<Utc>) -> Self {
        self.previous = self.previous.filter(|secret| secret.is_live_at(now));
        self
    }

    /// Whether the key, with its newest secret, is good for a request at `now`.
    pub fn state_at(&self, now: DateTime<Utc>) -> KeyState {
        state(self.active, self.expires_at, self.secret.ends_at, || now)
    }
}

impl KeySecret {
    /// Of the secrets of one key, the current one has the greatest rank: the one without an end, else the newest. The
    /// newest alone would not do, as the clocks of two servers may differ.
    pub fn rank(&self) -> (bool, DateTime<Utc>) {
        (self.ends_at.is_none(), self.created_at)
    }

    /// Whether it was brought along from Sendook's mail platform ([`TokenKind::Legacy`](crate::tokens::TokenKind)): those have no
    /// prefix.
    pub fn is_legacy(&self) -> bool {
        self.hint.starts_with('…')
    }

    /// Whether the end of the secret lies after `now`. The key itself may be disabled, or have expired.
    pub fn is_live_at(&self, now: DateTime<Utc>) -> bool {
        self.ends_at.is_none_or(|end| end > now)
    }
}

impl StoredKey {
    /// The secret that was presented.
    pub fn presented(&self) -> &KeySecret {
        let previous = self.key.previous.as_ref();
        let is_previous = |secret: &&KeySecret| secret.ends_at == self.secret_ends_at;
        match previous.filter(is_previous) {
            Some(previous) if self.key.secret.ends_at != self.secret_ends_at => previous,
            _ => &self.key.secret,
        }
    }

    /// Whether this is the first known use of the newest secret of a key that has another one. It has to be written at
    /// once, as it decides which secret a further rotation ends.
    pub(crate) fn awaits_first_use(&self) -> bool {
        self.key.previous.is_some()
            && self.secret_ends_at.is_none()
            && self.key.secret.last_used_at.is_none()
    }

    /// Whether the key is good for a request at `now`.
    pub fn state_at(&self, now: DateTime<Utc>) -> KeyState {
        state(
            self.key.active,
            self.key.expires_at,
            self.secret_ends_at,
            || now,
        )
    }

    /// Whether the key is good for a request. The time is asked for only if the key or the presented secret has an end.
    pub fn is_active(&self, now: impl FnOnce() -> DateTime<Utc>) -> bool {
        let key = &self.key;
        state(key.active, key.expires_at, self.secret_ends_at, now) == KeyState::Active
    }
}

fn state(
    active: bool,
    key_ends: Option<DateTime<Utc>>,
    secret_ends: Option<DateTime<Utc>>,
    now: impl FnOnce() -> DateTime<Utc>,
) -> KeyState {
    match [key_ends, secret_ends].into_iter().flatten().min() {
        Some(at) if at <= now() => KeyState::Expired { at },
        _ if active => KeyState::Active,
        _ => KeyState::Disabled,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_earlier_end_counts_and_the_end_itself_is_too_late() {
        let end = DateTime::UNIX_EPOCH + TimeDelta::hours(1);
        let later = end + TimeDelta::hours(1);
        let before = end - TimeDelta::microseconds(1);
        for (key, secret) in [
            (Some(end), None),
            (None, Some(end)),
            (Some(later), Some(end)),
        ] {
            assert_eq!(state(true, key, secret, || before), KeyState::Active);
            assert_eq!(
                state(true, key, secret, || end),
                KeyState::Expired { at: end }
            );
        }
    }

    #[test]
    fn where_nothing_ends_the_time_is_not_asked_for() {
        let never = || unreachable!("nothing ends");
        assert_eq!(state(true, None, None, never), KeyState::Active);
    }

    #[test]
    fn disabled_shows_only_while_the_key_is_not_expired() {
        let end = DateTime::UNIX_EPOCH;
        assert_eq!(state(false, None, None, || end), KeyState::Disabled);
        assert_eq!(
            state(false, Some(end), None, || end),
            KeyState::Expired { at: end }
        );
    }
}
