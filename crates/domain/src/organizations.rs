//! Organizations, as their members see them.

use crate::authorization::{Action, Denial, Grant};
use crate::entities::{AuditAction, Membership, Organization, RequestOrigin, User, UserSession};
use crate::ports::{Ports, StoreError};
use crate::values::{Id, OrganizationName};

/// Where people see their organizations, and where they are let into one.
pub struct OrganizationDesk(Ports);

impl OrganizationDesk {
    /// Works through the given ports.
    pub fn new(ports: Ports) -> Self {
        Self(ports)
    }

    /// Asks whether a person may do something in an organization.
    ///
    /// # Errors
    /// What the store reports. A refusal is a [`Denial`] inside.
    pub fn enter(
        &self,
        session: &UserSession,
        organization: &Id<Organization>,
        action: Action,
    ) -> Result<Result<(Grant, Membership), Denial>, StoreError> {
        let membership = self.0.store.membership(&session.user_id, organization)?;
        Ok(Grant::for_member(session, membership.as_ref(), action)
            .and_then(|grant| Ok((grant, membership.ok_or(Denial::NotAMember)?))))
    }

    /// The organizations of a person, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_user(&self, user: &Id<User>) -> Result<Vec<Membership>, StoreError> {
        self.0.store.memberships(user)
    }

    /// Finds a member of an organization, to be named beside what the member did. `None`: nobody who is one now.
    ///
    /// # Errors
    /// What the store reports.
    pub fn member(&self, grant: &Grant, id: &Id<User>) -> Result<Option<User>, StoreError> {
        let organization = grant.organization_id();
        if self.0.store.membership(id, organization)?.is_none() {
            return Ok(None);
        }
        self.0.store.user(id)
    }

    /// Renames an organization. `None`: it is gone.
    ///
    /// # Errors
    /// What the store reports.
    pub fn rename(
        &self,
        grant: &Grant,
        name: &OrganizationName,
        origin: &RequestOrigin,
    ) -> Result<Option<Organization>, StoreError> {
        let id = grant.organization_id();
        let mut audit = self.0.audit(
            AuditAction::OrganizationRenamed,
            grant.actor().clone(),
            origin,
        )?;
        audit.organization_id = Some(id.clone());
        self.0.store.rename_organization(id, name, &audit)
    }
}
