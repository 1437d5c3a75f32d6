//! Organizations, as their members see them.

use std::sync::Arc;

use crate::authentication::UserPrincipal;
use crate::authorization::permission::{ReadOrganization, RenameOrganization};
use crate::authorization::{Denial, Grant, Membership};
use crate::entities::{AuditAction, ClientInfo, Organization, User};
use crate::ports::{Issuer, Organizations, StoreError, Users};
use crate::values::{Id, OrganizationName};

/// Why a person was not let into an organization.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// They are no member.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where people see their organizations, and where they are let into one.
pub struct OrganizationService {
    pub(crate) store: Arc<dyn Organizations>,
    pub(crate) users: Arc<dyn Users>,
    pub(crate) issuer: Issuer,
}

impl OrganizationService {
    /// Lets a person into one of their organizations.
    ///
    /// # Errors
    /// [`MembershipError`].
    pub fn enter(
        &self,
        session: &UserPrincipal,
        organization: &Id<Organization>,
    ) -> Result<Membership, MembershipError> {
        let found = self.store.membership(session.user_id(), organization)?;
        let (organization, role) = found.ok_or(Denial::NotAMember)?;
        Ok(Membership::new(session.clone(), organization, role))
    }

    /// The organizations of a person, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_user(&self, session: &UserPrincipal) -> Result<Vec<Membership>, StoreError> {
        let found = self.store.memberships(session.user_id())?.into_iter();
        let member = |(organization, role)| Membership::new(session.clone(), organization, role);
        Ok(found.map(member).collect())
    }

    /// Finds a member of an organization, to be named beside what the member did. `None`: no current member.
    ///
    /// # Errors
    /// What the store reports.
    pub fn member(
        &self,
        grant: &Grant<ReadOrganization>,
        id: &Id<User>,
    ) -> Result<Option<User>, StoreError> {
        let organization = grant.organization_id();
        if self.store.membership(id, organization)?.is_none() {
            return Ok(None);
        }
        self.users.user(id)
    }

    /// Renames an organization. `None`: it is gone.
    ///
    /// # Errors
    /// What the store reports.
    pub fn rename(
        &self,
        grant: &Grant<RenameOrganization>,
        name: &OrganizationName,
        origin: &ClientInfo,
    ) -> Result<Option<Organization>, StoreError> {
        let id = grant.organization_id();
        let mut audit = self.issuer.audit(
            AuditAction::OrganizationRenamed,
            grant.actor().clone(),
            origin,
        )?;
        audit.organization_id = Some(id.clone());
        audit.detail = Some(format!("name → \"{}\"", name.as_str()));
        self.store.rename_organization(id, name, &audit)
    }
}
