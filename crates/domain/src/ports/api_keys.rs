use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Listing, Page, StoreError};
use crate::entities::{
    ApiKey, AuditEvent, DisabledReason, InboxReach, KeySecret, Organization, ScopeSet, StoredKey,
};
use crate::policies::OldSecrets;
use crate::values::{Digest, Environment};
use crate::values::{Id, KeyName};

/// Keeps API keys. Every look-up by id takes the organization, so that a foreign key cannot be found.
///
/// Writes MUST be durable and seen by every later read, on every server that shares the database, when
/// they return: a revocation holds on the next request.
pub trait ApiKeys: Send + Sync {
    /// Keeps a new key.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`]: digests do not collide.
    fn create_key(&self, key: &NewApiKey, audit: &AuditEvent) -> Result<(), StoreError>;

    /// Finds what a presented key stands for. MUST read committed data of this moment.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn key_by_digest(&self, digest: &Digest) -> Result<Option<StoredKey>, StoreError>;

    /// Finds what several presented keys stand for, in their order: what [`key_by_digest`](Self::key_by_digest)
    /// finds, in one step where the store can do that. A digest that is given twice is found twice.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn keys_by_digests(
        &self,
        digests: &[Digest],
    ) -> Result<Vec<Option<Arc<StoredKey>>>, StoreError> {
        let find = |digest| Ok(self.key_by_digest(digest)?.map(Arc::new));
        digests.iter().map(find).collect()
    }

    /// Lists the keys of an organization that the filter lets through, newest first.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn keys(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        page: &Page<ApiKey>,
    ) -> Result<Listing<ApiKey>, StoreError>;

    /// Finds one key of an organization.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError>;

    /// Changes one key of an organization as `decide` says, which is told what the key is like.
    ///
    /// MUST be one atomic step, so that of several changes at once each is decided on what the one before it left,
    /// on every server. `decide` may be called again if the step must be. Inboxes that the organization does not have
    /// are left out of a new reach.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn change_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        decide: &mut DecideChange<'_>,
        audit: &AuditEvent,
    ) -> Result<KeyUpdate, StoreError>;

    /// Deletes one key of an organization with all its secrets and gives it back as it was. `None`: no
    /// such key. Of two deletions at once, one finds it.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn delete_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError>;

    /// Gives a key of an organization a further secret, and does with the others what `decide` says, which is told
    /// what the key is like. Whatever reason the key was disabled for is gone then.
    ///
    /// MUST be one atomic step, as [`change_key`](Self::change_key) is: of two rotations at once, the second is
    /// decided on the secret that the first one made. A use that [`record_key_use`](Self::record_key_use) has written
    /// MUST be seen.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn rotate_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        rotation: &KeyRotation,
        decide: &mut DecideRotation<'_>,
        audit: &AuditEvent,
    ) -> Result<KeyUpdate, StoreError>;

    /// Ends one of the two secrets of a key that is being rotated, before its time. A secret whose end is not
    /// after `audit.at` does not count as one of the two.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn end_rotation(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        end: EndRotation,
        audit: &AuditEvent,
    ) -> Result<EndedRotation, StoreError>;

    /// Adds up at `now` how keys were used; each key and each secret stands in `used` once. MUST never move a time back, as
    /// another server may know a later one, unless it is beyond [`latest_use`](crate::policies::latest_use); and MUST add to the counts, not replace them. Keys and secrets that are
    /// gone are passed over.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`]; then nothing was added.
    fn record_key_use(&self, used: &[KeyUse], now: DateTime<Utc>) -> Result<(), StoreError>;
}

/// A key that is to be kept.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// The key as people will see it.
    pub key: ApiKey,
    /// What its secret is found by.
    pub digest: Digest,
}

/// What is to change of a key. `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyChange {
    /// A new name.
    pub name: Option<KeyName>,
    /// Disabled or enabled.
    pub active: Option<bool>,
    /// A new expiry; `Some(None)` removes it.
    pub expires_at: Option<Option<DateTime<Utc>>>,
    /// Why it is disabled; `Some(None)`: for no special reason, or not at all.
    pub disabled_reason: Option<Option<DisabledReason>>,
    /// What it may do from now on.
    pub scopes: Option<ScopeSet>,
    /// Which inboxes it reaches from now on.
    pub inboxes: Option<InboxReach>,
}

/// Told what a key is like, answers what shall change of it; `None`: nothing, the change is refused.
pub type DecideChange<'a> = dyn FnMut(&ApiKey) -> Option<KeyChange> + 'a;

/// Told what a key is like, answers what becomes of its secrets when it gets another; `None`: it gets none, the
/// rotation is refused.
pub type DecideRotation<'a> = dyn FnMut(&ApiKey) -> Option<OldSecrets> + 'a;

/// How a change went that was decided in the step that makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyUpdate {
    /// There is no such key.
    NoSuchKey,
    /// It was refused, and nothing was changed.
    Refused,
    /// It was made; the key as it now is.
    Done(Box<ApiKey>),
}

/// A further secret of a key.
#[derive(Debug, Clone)]
pub struct KeyRotation {
    /// The secret as people will see it.
    pub secret: KeySecret,
    /// What it is found by.
    pub digest: Digest,
}

/// Which secret of a key that is being rotated ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndRotation {
    /// The old one: the rotation is complete.
    Old,
    /// The new one: the rotation is cancelled, and the old one lives on as if there had been none.
    New,
}

/// How the end of a rotation went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndedRotation {
    /// There is no such key.
    NoSuchKey,
    /// The key has one live secret, and keeps it.
    NotRotating,
    /// One secret ended; the key as it now is.
    Ended(Box<ApiKey>),
}

/// Which keys are wanted. What is `None` does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyFilter {
    /// Only enabled ones, or only disabled ones. Expiry does not matter here.
    pub active: Option<bool>,
    /// Only of this environment.
    pub environment: Option<Environment>,
    /// Only those that were never used since this moment, new ones included.
    pub unused_since: Option<DateTime<Utc>>,
    /// Only those that expire before this moment, expired ones included.
    pub expires_before: Option<DateTime<Utc>>,
    /// Only those whose name contains this text, regardless of the case of ASCII letters.
    pub name_contains: Option<String>,
    /// Only those that the person or the key with this id made.
    pub created_by: Option<String>,
}

/// How a key was used since that was last written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Which key.
    pub key_id: Id<ApiKey>,
    /// By how many requests.
    pub requests: u64,
    /// When last.
    pub last_at: DateTime<Utc>,
    /// From where last, if that is known.
    pub last_ip: Option<IpAddr>,
    /// Which of its secrets, and when each was last used.
    pub secrets: Vec<(Digest, DateTime<Utc>)>,
}
