//! The people of an organization: who they are, what they may do, and that they leave.

use std::sync::Arc;

use crate::authorization::permission::ReadMembers;
use crate::authorization::{Denial, Grant, MemberRefusal, Membership, new_role, removal};
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, Member, Organization, Role, User,
};
use crate::ports::{
    DecideMember, Issuer, MemberUpdate, Members, Page, Pagination, Ports, Standing, StoreError,
};
use crate::sessions::{StepUp, StepUpError};
use crate::values::Id;

/// Where members are listed, get other roles, and are removed.
pub struct MemberService {
    store: Arc<dyn Members>,
    step_up: StepUp,
    issuer: Issuer,
}

/// Why a member stays what they are.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// It takes a higher role.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// There is no such member.
    #[error("There is no such member of this organization.")]
    Unknown,
    /// They have another role than whoever asks believes.
    #[error("The member has another role by now.")]
    Outdated,
    /// The organization would have no owner.
    #[error(transparent)]
    Refused(MemberRefusal),
    /// To make an owner takes a recent proof of who asks, or the proof could not be looked up.
    #[error(transparent)]
    StepUp(#[from] StepUpError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MemberRefusal> for MemberError {
    fn from(refusal: MemberRefusal) -> Self {
        match refusal {
            MemberRefusal::Denied(denial) => Self::Denied(denial),
            MemberRefusal::Outdated => Self::Outdated,
            MemberRefusal::LastOwner => Self::Refused(refusal),
        }
    }
}

impl MemberService {
    pub(crate) fn new(ports: &Ports, step_up: StepUp, issuer: Issuer) -> Self {
        Self {
            store: ports.store.clone(),
            step_up,
            issuer,
        }
    }

    /// Lists the members of an organization, those whose accounts are newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(
        &self,
        grant: &Grant<ReadMembers>,
        page: &Pagination<User>,
    ) -> Result<Page<Member, User>, StoreError> {
        self.store.members_of(grant.organization_id(), page)
    }

    /// Lists the members of an organization who have no second factor, those whose accounts are newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn without_second_factor(
        &self,
        grant: &Grant<ReadMembers>,
        page: &Pagination<User>,
    ) -> Result<Page<User>, StoreError> {
        let organization = grant.organization_id();
        self.store.members_without_second_factor(organization, page)
    }

    /// Gives a member another role, oneself included. To make an owner takes a recent proof of who asks. `was`: only if they have
    /// this role, as whoever asks has seen.
    ///
    /// # Errors
    /// [`MemberError`]; then nothing was changed.
    pub fn change_role(
        &self,
        by: &Membership,
        member: &Id<User>,
        was: Option<Role>,
        role: Role,
        origin: &ClientInfo,
    ) -> Result<Member, MemberError> {
        by.may_manage(&[role])?;
        if role == Role::Owner {
            self.step_up.require(by.session())?;
        }
        let action = AuditAction::MemberRoleChanged;
        let audit = self.audit(action, by, member, origin)?;
        self.update(by.organization(), member, &audit, |standing| {
            if was.is_some_and(|was| was != standing.role) {
                return Err(MemberRefusal::Outdated);
            }
            new_role(by.role(), standing, role)
        })
    }

    /// Removes a member, or lets oneself leave, also without the second factor that the organization requires, and gives the member
    /// as they were. The API keys that they made stay: those are the
    /// organization's.
    ///
    /// # Errors
    /// [`MemberError`]; then nothing was changed.
    pub fn remove(
        &self,
        by: &Membership,
        member: &Id<User>,
        origin: &ClientInfo,
    ) -> Result<Member, MemberError> {
        let leaves = by.session().user_id() == member;
        let manager = (!leaves).then_some(by.role());
        if !leaves {
            by.may_manage(&[])?;
        }
        let audit = self.audit(AuditAction::MemberRemoved, by, member, origin)?;
        self.update(by.organization(), member, &audit, |standing| {
            removal(manager, standing)
        })
    }

    fn update(
        &self,
        organization: &Organization,
        member: &Id<User>,
        audit: &AuditEvent,
        decide: impl Fn(Standing) -> Result<MemberUpdate, MemberRefusal>,
    ) -> Result<Member, MemberError> {
        let mut refused = None;
        let decide: &mut DecideMember<'_> = &mut |standing| {
            let decided = decide(standing);
            refused = decided.err();
            decided.unwrap_or(MemberUpdate::Unchanged)
        };
        let updated = self
            .store
            .update_member(&organization.id, member, decide, audit)?;
        if let Some(refusal) = refused {
            return Err(refusal.into());
        }
        updated.ok_or(MemberError::Unknown)
    }

    fn audit(
        &self,
        action: AuditAction,
        by: &Membership,
        member: &Id<User>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let actor = Actor::User(by.session().user_id().clone());
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.organization_id = Some(by.organization().id.clone());
        audit.user_id = Some(member.clone());
        Ok(audit)
    }
}
