use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Page, Pagination, StoreError};
use crate::entities::{
    ApiKey, AuditEvent, KeyMaker, KeyWithDigests, Organization, OutgoingMail, RememberedAnswer,
    RequestsByDay, StoredKey,
};
use crate::policies::key_difference;
use crate::values::{Digest, Environment, Id};

/// Keeps API keys. Every look-up by id takes the organization, so that another organization's key cannot be found.
///
/// Writes MUST be durable and seen by every later read, on every server that shares the database, when
/// they return: a revocation holds on the next request.
pub trait ApiKeys: Send + Sync {
    /// Keeps a new key, and the [answer](super::RememberedAnswers) to the request for it.
    fn create_key(
        &self,
        key: &KeyWithDigests,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError>;

    /// Finds a key by the digest of a presented secret. MUST read the latest committed data.
    fn key_by_digest(&self, digest: &Digest) -> Result<Option<StoredKey>, StoreError>;

    /// Finds several keys, in the order of the digests: what [`key_by_digest`](Self::key_by_digest) finds, in one step
    /// where the store can do that. A digest that is given twice is found twice.
    fn keys_by_digests(
        &self,
        digests: &[Digest],
    ) -> Result<Vec<Option<Arc<StoredKey>>>, StoreError> {
        let find = |digest| Ok(self.key_by_digest(digest)?.map(Arc::new));
        digests.iter().map(find).collect()
    }

    /// Lists the keys of an organization that the filter lets through, newest first.
    fn keys(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError>;

    /// The same list read backwards, from the key with this id on: ids of keys, oldest first, `limit` at most.
    fn key_ids_from(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        from: &Id<ApiKey>,
        limit: u16,
    ) -> Result<Vec<Id<ApiKey>>, StoreError>;

    /// The enabled keys of an organization that expire in a time, those that expire first before the others, and of those that expire at
    /// the same moment the older one first; `limit` at most.
    fn keys_that_expire(
        &self,
        organization: &Id<Organization>,
        within: &Range<DateTime<Utc>>,
        limit: u16,
    ) -> Result<Vec<ApiKey>, StoreError>;

    /// Finds one key of an organization.
    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError>;

    /// Decides on one key of an organization and carries that out, in one step: `decide` is lent the key as it is, and
    /// answers what becomes of it. Gives the key as it is then, or as it was if it is deleted; `None`: no such key.
    ///
    /// MUST be one atomic step, so that of several changes at once each is decided on what the one before it left,
    /// on every server; a use that [`record_key_use`](Self::record_key_use) has written MUST be seen. `decide` may be
    /// called again if the step must be. It answers the whole key as it shall be, `updated_at` included. What it writes to the audit trail is [`KeyUpdate::line`]. Inboxes that the organization does not have are left out of a new reach, and
    /// what is known of the key's use stays.
    fn update_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        decide: &mut DecideKey<'_>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError>;

    /// Deletes one key of an organization with all its secrets and gives it back as it was. `None`: no
    /// such key. Of two deletions at once, one finds it.
    fn delete_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError> {
        self.update_key(organization, id, &mut |_| KeyUpdate::Deleted, audit)
    }

    /// Adds up at `now` how keys were used; each key and each secret stands in `used` once. MUST keep the time that
    /// [`last_use`](crate::policies::last_use) says, as another server may know a later one; and MUST add to the counts, those
    /// of the key, of the key on each day, and of its organization on each day, not replace them. Keys and secrets that are
    /// gone are passed over.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was added.
    fn record_key_use(&self, used: &[KeyUse], now: DateTime<Utc>) -> Result<(), StoreError>;
}

/// Lent a key, answers what becomes of it.
pub type DecideKey<'a> = dyn FnMut(KeyWithDigests) -> KeyUpdate + 'a;

/// What becomes of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyUpdate {
    /// It stays as it is, and no audit line is written.
    Unchanged,
    /// It is this from now on, with these secrets and no others; with the [answer](super::RememberedAnswers) to the request.
    Changed(Box<KeyWithDigests>, Option<RememberedAnswer>),
    /// It is this from now on, disabled, as it leaked; the mails tell of it.
    Leaked(Box<KeyWithDigests>, Vec<OutgoingMail>),
    /// It is deleted with all its secrets.
    Deleted,
}

impl KeyUpdate {
    /// The line of the audit trail about this update of a key. Unless it has a detail already, that is what changed, or the name
    /// of a key that is gone.
    #[must_use]
    pub fn line(&self, before: &ApiKey, audit: &AuditEvent) -> AuditEvent {
        let said = match self {
            Self::Unchanged => None,
            Self::Changed(after, _) | Self::Leaked(after, _) => key_difference(before, &after.key),
            Self::Deleted => Some(before.name.as_str().to_owned()),
        };
        let mut line = audit.clone();
        line.detail = line.detail.or(said);
        line
    }
}

/// Which keys to list. `None` does not restrict.
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

impl KeyFilter {
    /// Whether it lets a key through.
    pub fn admits(&self, key: &ApiKey) -> bool {
        let name = key.name.as_str().to_ascii_lowercase();
        let contains = |text: &String| name.contains(&text.to_ascii_lowercase());
        let maker = key.created_by.as_ref().map(KeyMaker::as_str);
        self.active.is_none_or(|active| key.active == active)
            && self.environment.is_none_or(|one| key.environment == one)
            && self
                .unused_since
                .is_none_or(|since| key.last_used_at < Some(since))
            && self
                .expires_before
                .is_none_or(|before| key.expires_at.is_some_and(|end| end < before))
            && self.name_contains.as_ref().is_none_or(contains)
            && self
                .created_by
                .as_deref()
                .is_none_or(|one| maker == Some(one))
    }
}

/// How a key was used since its use was last written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Which key.
    pub key_id: Id<ApiKey>,
    /// By how many requests, on which days.
    pub requests: RequestsByDay,
    /// When last.
    pub last_at: DateTime<Utc>,
    /// From where last, if that is known.
    pub last_ip: Option<IpAddr>,
    /// Which of its secrets, and when each was last used.
    pub secrets: Vec<(Digest, DateTime<Utc>)>,
}
