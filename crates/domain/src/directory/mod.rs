//! What only operators may do: look across all organizations.

mod reference;

use std::sync::Arc;

use crate::api_keys::{ApiKeyService, IdentifiedKey, IdentifyError};
use crate::authorization::Operator;
use crate::entities::{ApiKey, AuditEvent, Organization, Role, User};
use crate::ports::{
    AuditFilter, Directory, KeyFilter, KeyReference, Organizations, Page, Pagination, Ports,
    StoreError, Users,
};
use crate::values::{EmailAddress, Id};

pub use reference::InvalidKeyReference;

/// How many keys are named where it is not clear which one is meant.
const NAMED: u16 = 5;

/// Where operators look across all organizations.
pub struct DirectoryService {
    store: Arc<dyn Directory>,
    users: Arc<dyn Users>,
    organizations: Arc<dyn Organizations>,
    keys: ApiKeyService,
}

/// Why a reference led to no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyLookupError {
    /// There is none.
    #[error("There is no such API key. \"sendook key list\" shows those that there are.")]
    Unknown,
    /// There are several.
    #[error("This may be one of several API keys; give more of the id: {}", .0.join(", "))]
    Ambiguous(Vec<String>),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How an operator refers to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserReference {
    /// By id.
    Id(Id<User>),
    /// By e-mail address.
    Email(EmailAddress),
}

impl DirectoryService {
    pub(crate) fn new(ports: &Ports, keys: ApiKeyService) -> Self {
        Self {
            store: ports.store.clone(),
            users: ports.store.clone(),
            organizations: ports.store.clone(),
            keys,
        }
    }

    /// Lists users, newest first. `text`: only those whose e-mail address or name contains it.
    ///
    /// # Errors
    /// What the store reports.
    pub fn users(
        &self,
        _: &Operator,
        text: &str,
        page: &Pagination<User>,
    ) -> Result<Page<User>, StoreError> {
        self.store.all_users(text, page)
    }

    /// Finds one user.
    ///
    /// # Errors
    /// What the store reports.
    pub fn user(
        &self,
        _: &Operator,
        reference: &UserReference,
    ) -> Result<Option<User>, StoreError> {
        match reference {
            UserReference::Id(id) => self.users.user(id),
            UserReference::Email(email) => {
                let found = self.users.user_for_login(email)?;
                Ok(found.map(|(user, _)| user))
            }
        }
    }

    /// The organizations of a user with their roles, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn memberships(
        &self,
        _: &Operator,
        user: &Id<User>,
    ) -> Result<Vec<(Organization, Role)>, StoreError> {
        self.organizations.memberships(user)
    }

    /// Lists organizations, newest first. `text`: only those whose name contains it.
    ///
    /// # Errors
    /// What the store reports.
    pub fn organizations(
        &self,
        _: &Operator,
        text: &str,
        page: &Pagination<Organization>,
    ) -> Result<Page<Organization>, StoreError> {
        self.store.all_organizations(text, page)
    }

    /// Finds one organization.
    ///
    /// # Errors
    /// What the store reports.
    pub fn organization(
        &self,
        _: &Operator,
        id: &Id<Organization>,
    ) -> Result<Option<Organization>, StoreError> {
        self.store.organization(id)
    }

    /// The members of an organization.
    ///
    /// # Errors
    /// What the store reports.
    pub fn members(
        &self,
        _: &Operator,
        organization: &Id<Organization>,
    ) -> Result<Vec<(User, Role)>, StoreError> {
        self.store.members(organization)
    }

    /// Lists the keys of all organizations that the filter lets through, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn keys(
        &self,
        _: &Operator,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        let Page { items, next } = self.store.all_keys(filter, page)?;
        let items = items.into_iter().map(|key| self.keys.seen(key)).collect();
        Ok(Page { items, next })
    }

    /// Finds the one key that a reference means: the one with exactly this id, or else the only one that it fits.
    ///
    /// # Errors
    /// [`KeyLookupError`].
    pub fn key(&self, _: &Operator, reference: &KeyReference) -> Result<ApiKey, KeyLookupError> {
        let mut found = self.store.keys_referred_to(reference, NAMED)?;
        if let KeyReference::IdStart(id) = reference
            && found.first().is_some_and(|first| first.id == *id)
        {
            found.truncate(1);
        }
        match found.pop() {
            None => Err(KeyLookupError::Unknown),
            Some(key) if found.is_empty() => Ok(self.keys.seen(key)),
            Some(last) => {
                let all = found.into_iter().chain([last]);
                let ids = all.map(|key| key.id.to_string());
                Err(KeyLookupError::Ambiguous(ids.collect()))
            }
        }
    }

    /// Says which key each secret in a text belongs to, in the order of the text. `None`: it is an API key by its form, but
    /// unknown. Credentials of other kinds are passed over.
    ///
    /// # Errors
    /// [`IdentifyError`].
    pub fn identify(
        &self,
        _: &Operator,
        text: &str,
    ) -> Result<Vec<Option<IdentifiedKey>>, IdentifyError> {
        self.keys.identify_all(text)
    }

    /// Lists lines of the audit trail of all organizations and of none, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn audit_events(
        &self,
        _: &Operator,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError> {
        self.store.all_audit_events(filter, page)
    }
}
