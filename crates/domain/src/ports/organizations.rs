use super::StoreError;
use crate::entities::{AuditEvent, Organization, Role, User};
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

    /// Renames an organization and gives it back as it then is. `None`: no such organization.
    fn rename_organization(
        &self,
        id: &Id<Organization>,
        name: &OrganizationName,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError>;
}
