use super::{AuditFilter, KeyFilter, Page, Pagination, StoreError};
use crate::entities::{ApiKey, AuditEvent, Organization, PasswordHash, Role, User};
use crate::values::Id;

/// Looks across all organizations. Only the use cases of operators are given this port; every other one looks within the
/// organization or the account of its caller.
///
/// Lists are newest first. They may read every row to fill a page, and take as long.
pub trait Directory: Send + Sync {
    /// Lists the users whose e-mail address, or first and last name with a space between them, contains `text`, regardless of
    /// the case of ASCII letters.
    fn all_users(&self, text: &str, page: &Pagination<User>) -> Result<Page<User>, StoreError>;

    /// Lists the organizations whose name contains `text`, regardless of the case of ASCII letters.
    fn all_organizations(
        &self,
        text: &str,
        page: &Pagination<Organization>,
    ) -> Result<Page<Organization>, StoreError>;

    /// Lists the users who own the organization that they have been in for the longest time, or are in none; or else all others.
    /// It MUST read no account twice.
    fn exported_people(
        &self,
        owners: bool,
        page: &Pagination<User>,
    ) -> Result<Page<ExportedPerson, User>, StoreError>;

    /// Finds one organization.
    fn organization(&self, id: &Id<Organization>) -> Result<Option<Organization>, StoreError>;

    /// Lists the members of an organization, in the order of their ids.
    fn members(&self, organization: &Id<Organization>) -> Result<Vec<(User, Role)>, StoreError>;

    /// Lists the keys that the filter lets through.
    fn all_keys(
        &self,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError>;

    /// Finds up to `most` keys to which this refers, in the order of their ids.
    fn keys_referred_to(
        &self,
        reference: &KeyReference,
        most: u16,
    ) -> Result<Vec<ApiKey>, StoreError>;

    /// Lists the lines of the audit trail that the filter lets through, those of no organization included.
    fn all_audit_events(
        &self,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError>;
}

/// What another system has to know of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedPerson {
    /// The account.
    pub user: User,
    /// The password at rest.
    pub password_hash: PasswordHash,
    /// The organization that the person has been in for the longest time, and what they are there: the first by its id.
    pub membership: Option<(Organization, Role)>,
}

/// How a person refers to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyReference {
    /// By its id, or by the beginning of it.
    IdStart(Id<ApiKey>),
    /// By the hint of one of its secrets: `sndk_prod_…x4Qz`.
    Hint(String),
}
