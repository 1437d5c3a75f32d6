use super::StoreError;
use crate::entities::{AuditEvent, Organization, RememberedAnswer, Role, User};
use crate::values::{Id, OrganizationName};

/// Keeps organizations and their members.
pub trait Organizations: Send + Sync {
    /// Finds one organization, and the role that a user has in it. `None` both where there is no such
    /// organization and where the user is no member.
    fn membership(
        &self,
        user: &Id<User>,
        organization: &Id<Organization>,
    ) -> Result<Option<(Organization, Role)>, StoreError>;

    /// Lists the organizations of a user with their roles, newest first.
    fn memberships(&self, user: &Id<User>) -> Result<Vec<(Organization, Role)>, StoreError>;

    /// Keeps a new organization, with its owner, and the [answer](super::RememberedAnswers) to the request for it.
    fn create_organization(
        &self,
        organization: &Organization,
        owner: &Id<User>,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError>;

    /// Deletes an organization with everything in it, and gives it back as it was. `None`: no such organization. Its members'
    /// accounts and its audit trail stay.
    ///
    /// MUST be seen by every later read, on every server that shares the database, when it returns: its credentials are refused on
    /// the next request.
    fn delete_organization(
        &self,
        id: &Id<Organization>,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError>;

    /// Says whether an organization requires a second factor of its members, and gives it back as it then is. `None`: no such
    /// organization.
    fn require_second_factor(
        &self,
        id: &Id<Organization>,
        required: bool,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError>;

    /// Renames an organization and gives it back as it then is. `None`: no such organization.
    fn rename_organization(
        &self,
        id: &Id<Organization>,
        name: &OrganizationName,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError>;
}
