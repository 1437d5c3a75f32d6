//! Organizations, as their members see them: making, naming and ending them.

use std::sync::Arc;

use crate::authentication::UserPrincipal;
use crate::authorization::permission::{
    DeleteOrganization, ReadOrganization, RenameOrganization, RequireSecondFactor,
};
use crate::authorization::{Denial, Grant, Membership};
use crate::entities::{Actor, AuditAction, AuditEvent, ClientInfo, Organization, Role, User};
use crate::idempotency::{Remember, answer_of};
use crate::ports::{Factors, Issuer, OrganizationChange, Organizations, Ports, StoreError, Users};
use crate::sessions::RecentProof;
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
    store: Arc<dyn Organizations>,
    users: Arc<dyn Users>,
    factors: Arc<dyn Factors>,
    issuer: Issuer,
}

impl OrganizationService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            store: ports.store.clone(),
            users: ports.store.clone(),
            factors: ports.store.clone(),
            issuer,
        }
    }

    /// Lets a person into one of their organizations. Where it requires a second factor and they have none, they can do nothing
    /// there [but leave](Grant::for_member).
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
        let lacks = lacks_factor(&*self.factors, session.user_id(), &organization)?;
        let membership = Membership::new(session.clone(), organization, role);
        Ok(if lacks {
            membership.without_factor()
        } else {
            membership
        })
    }

    /// The organizations of a person, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_user(&self, session: &UserPrincipal) -> Result<Vec<Membership>, StoreError> {
        let found = self.store.memberships(session.user_id())?;
        let is_required = |(one, _): &(Organization, _)| one.requires_second_factor;
        let lacks = found.iter().any(is_required) && !self.factors.has_factor(session.user_id())?;
        let member = |(organization, role)| {
            let membership = Membership::new(session.clone(), organization, role);
            if lacks {
                membership.without_factor()
            } else {
                membership
            }
        };
        Ok(found.into_iter().map(member).collect())
    }

    /// Finds a member of an organization, with their role. `None`: no current member.
    ///
    /// # Errors
    /// What the store reports.
    pub fn member(
        &self,
        grant: &Grant<ReadOrganization>,
        id: &Id<User>,
    ) -> Result<Option<(User, Role)>, StoreError> {
        let found = self.store.membership(id, grant.organization_id())?;
        let Some((_, role)) = found else {
            return Ok(None);
        };
        let user = self.users.user(id)?;
        Ok(user.map(|user| (user, role)))
    }

    /// Makes an organization, of which the person who asks is the owner. It has neither a key nor an inbox.
    /// Keeps the answer that `remember` makes of it.
    ///
    /// # Errors
    /// What the store reports.
    pub fn create(
        &self,
        session: &UserPrincipal,
        name: OrganizationName,
        origin: &ClientInfo,
        remember: Option<&Remember<'_, Membership>>,
    ) -> Result<Membership, StoreError> {
        let now = self.issuer.clock.now();
        let organization = Organization {
            id: self.issuer.new_id()?,
            name,
            requires_second_factor: false,
            created_at: now,
            updated_at: now,
        };
        let owner = session.user_id();
        let actor = Actor::User(owner.clone());
        let action = AuditAction::OrganizationCreated;
        let mut audit = self.audit(action, actor, &organization.id, origin)?;
        audit.detail = Some(organization.name.as_str().to_owned());
        let made = Membership::new(session.clone(), organization, Role::Owner);
        let answer = answer_of(remember, &made)?;
        let organization = made.organization();
        self.store
            .create_organization(organization, owner, &audit, answer.as_ref())?;
        Ok(made)
    }

    /// Ends an organization with its keys, inboxes, run tokens and invitations, and gives it back as it was. `None`: it is gone.
    /// The accounts of its members stay, and so does its audit trail, for operators.
    ///
    /// # Errors
    /// What the store reports.
    pub fn delete(
        &self,
        grant: &Grant<DeleteOrganization>,
        _: &RecentProof,
        origin: &ClientInfo,
    ) -> Result<Option<Organization>, StoreError> {
        let id = grant.organization_id();
        let action = AuditAction::OrganizationDeleted;
        let audit = self.audit(action, grant.actor().clone(), id, origin)?;
        self.store.delete_organization(id, &audit)
    }

    /// Changes the name of an organization, or whether it requires a second factor of its members, or both. `None`: it is gone.
    /// Whoever requires a factor must have one: they would lock themselves out.
    ///
    /// # Errors
    /// [`MembershipError`]; then nothing was changed.
    pub fn change(
        &self,
        by: &Membership,
        change: &OrganizationChange,
        origin: &ClientInfo,
    ) -> Result<Option<Organization>, MembershipError> {
        let id = &by.organization().id;
        let mut lines = Vec::new();
        if let Some(required) = change.requires_second_factor {
            let grant = Grant::<RequireSecondFactor>::for_member(by)?;
            if required && !self.factors.has_factor(by.session().user_id())? {
                return Err(Denial::SecondFactorMissing.into());
            }
            let action = AuditAction::SecondFactorRequirementChanged;
            let mut line = self.audit(action, grant.actor().clone(), id, origin)?;
            line.detail = Some(if required { "required" } else { "not required" }.to_owned());
            lines.push(line);
        }
        if let Some(name) = &change.name {
            let grant = Grant::<RenameOrganization>::for_member(by)?;
            let action = AuditAction::OrganizationRenamed;
            let mut line = self.audit(action, grant.actor().clone(), id, origin)?;
            line.detail = Some(format!("name → \"{}\"", name.as_str()));
            lines.push(line);
        }
        let now = self.issuer.clock.now();
        Ok(self.store.change_organization(id, change, now, &lines)?)
    }

    fn audit(
        &self,
        action: AuditAction,
        actor: Actor,
        organization: &Id<Organization>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.organization_id = Some(organization.clone());
        Ok(audit)
    }
}

/// Whether an organization requires a second factor of a member who has none.
///
/// # Errors
/// What the store reports.
pub(crate) fn lacks_factor(
    factors: &dyn Factors,
    member: &Id<User>,
    organization: &Organization,
) -> Result<bool, StoreError> {
    Ok(organization.requires_second_factor && !factors.has_factor(member)?)
}
