use super::StoreError;
use crate::entities::{AuditEvent, Organization, Role, User};
use crate::values::{Id, OrganizationName};

/// Keeps organizations and who belongs to them.
pub trait Organizations: Send + Sync {
    /// Finds one organization, and the role that a user has in it. `None` both where there is no such
    /// organization and where the user is no member.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn membership(
        &self,
        user: &Id<User>,
        organization: &Id<Organization>,
    ) -> Result<Option<(Organization, Role)>, StoreError>;

    /// Lists the organizations of a user with their roles, newest first.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn memberships(&self, user: &Id<User>) -> Result<Vec<(Organization, Role)>, StoreError>;

    /// Renames an organization and gives it back as it then is. `None`: no such organization.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn rename_organization(
        &self,
        id: &Id<Organization>,
        name: &OrganizationName,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError>;
}
