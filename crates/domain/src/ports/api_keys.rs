use chrono::{DateTime, Utc};

use super::{Listing, Page, StoreError};
use crate::credentials::Digest;
use crate::entities::{ApiKey, AuditEvent, Organization, StoredKey};
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

    /// Lists the keys of an organization, newest first.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn keys(
        &self,
        organization: &Id<Organization>,
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

    /// Changes one key of an organization and gives it back as it then is. `None`: no such key.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn change_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        change: &KeyChange,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError>;

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
}
