use super::member_changes::may_manage;
use super::permissions::Action;
use crate::authentication::UserPrincipal;
use crate::denial::Denial;
use crate::entities::{Organization, Role};

/// A person who is logged in, in an organization of theirs. Only the domain makes one, of what its store answered about
/// this person: having one proves membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    session: UserPrincipal,
    organization: Organization,
    role: Role,
    lacks_second_factor: bool,
}

impl Membership {
    pub(crate) fn new(session: UserPrincipal, organization: Organization, role: Role) -> Self {
        Self {
            session,
            organization,
            role,
            lacks_second_factor: false,
        }
    }

    /// The membership of somebody who has no second factor: where one is required, nothing is granted but to leave.
    pub(crate) fn without_factor(self) -> Self {
        Self {
            lacks_second_factor: self.organization.requires_second_factor,
            ..self
        }
    }

    /// Whether the organization requires a second factor, and the member has none.
    pub fn lacks_second_factor(&self) -> bool {
        self.lacks_second_factor
    }

    /// Refuses who lacks the second factor that the organization requires: to leave is all that they may do.
    ///
    /// # Errors
    /// [`Denial::SecondFactorMissing`].
    pub(crate) fn admitted_to(&self, action: Action) -> Result<(), Denial> {
        if self.lacks_second_factor && action != Action::LeaveOrganization {
            return Err(Denial::SecondFactorMissing);
        }
        Ok(())
    }

    /// Whether they may manage people with these roles, as [`may_manage`] judges their own.
    ///
    /// # Errors
    /// [`Denial`] says why not.
    pub(crate) fn may_manage(&self, concerned: &[Role]) -> Result<(), Denial> {
        self.admitted_to(Action::ManageMembers)?;
        may_manage(self.role, concerned)
    }

    /// Who the member is, and by which login.
    pub fn session(&self) -> &UserPrincipal {
        &self.session
    }

    /// Where they are a member.
    pub fn organization(&self) -> &Organization {
        &self.organization
    }

    /// As what.
    pub fn role(&self) -> Role {
        self.role
    }
}
