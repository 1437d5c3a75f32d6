use chrono::{DateTime, Utc};

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

    /// Changes an organization at `now`, and gives it back as it then is. `None`: no such organization.
    fn change_organization(
        &self,
        id: &Id<Organization>,
        change: &OrganizationChange,
        now: DateTime<Utc>,
        audit: &[AuditEvent],
    ) -> Result<Option<Organization>, StoreError>;
}

/// What becomes of an organization. `None`: that stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganizationChange {
    /// Its new name.
    pub name: Option<OrganizationName>,
    /// Whether it requires a second factor of its members from now on.
    pub requires_second_factor: Option<bool>,
}

impl OrganizationChange {
    /// A new name.
    pub fn name(name: OrganizationName) -> Self {
        Self {
            name: Some(name),
            ..Self::default()
        }
    }

    /// Whether a second factor is required.
    pub fn second_factor(required: bool) -> Self {
        Self {
            requires_second_factor: Some(required),
            ..Self::default()
        }
    }
}
