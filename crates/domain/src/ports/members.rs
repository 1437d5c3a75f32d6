use super::{Page, Pagination, StoreError};
use crate::entities::{AuditEvent, Member, Organization, Role, User};
use crate::values::Id;

/// Keeps who is a member of which organization.
///
/// Writes MUST be durable and seen by every later read, on every server that shares the database, when they return: a removal
/// and a lower role hold on the next request.
pub trait Members: Send + Sync {
    /// Lists the members of an organization, those whose accounts are newest first.
    fn members_of(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<User>,
    ) -> Result<Page<Member, User>, StoreError>;

    /// Lists the members of an organization who have no second factor, those whose accounts are newest first. A factor that was
    /// only offered to them counts for nothing; disabled accounts are listed like any other.
    ///
    /// MUST find a page by one question, however many members have a factor: organizations can have many thousands.
    fn members_without_second_factor(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<User>,
    ) -> Result<Page<User>, StoreError>;

    /// The members of an organization with this role or a more powerful one whose accounts are enabled, those whose accounts are
    /// oldest first.
    fn people_of_role(
        &self,
        organization: &Id<Organization>,
        least: Role,
    ) -> Result<Vec<User>, StoreError>;

    /// Decides on one member of an organization and carries that out, in one step: `decide` is told how the member stands, and
    /// answers what becomes of them. Gives the member as they are then, or as they were if they are removed; `None`: no such
    /// member.
    ///
    /// MUST be one atomic step, so that of several changes in one organization at once each is decided on what the one before it
    /// left, on every server: of two last owners who are demoted at once, one stays. `decide` may be called again if the step must
    /// be. What it writes to the audit trail is [`MemberUpdate::line`].
    ///
    /// The invitations to the organization that the member made end in the same step, if
    /// [`MemberUpdate::ends_invitation_to`] says so: they do not come back with the role.
    fn update_member(
        &self,
        organization: &Id<Organization>,
        user: &Id<User>,
        decide: &mut DecideMember<'_>,
        audit: &AuditEvent,
    ) -> Result<Option<Member>, StoreError>;
}

/// Told how a member stands, answers what becomes of them.
pub type DecideMember<'a> = dyn FnMut(Standing) -> MemberUpdate + 'a;

/// How a member stands in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What they are.
    pub role: Role,
    /// Whether they are its only owner; owners whose accounts are disabled count.
    pub is_last_owner: bool,
}

/// What becomes of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberUpdate {
    /// They stay what they are, and no audit line is written.
    Unchanged,
    /// They have this role from now on.
    Role(Role),
    /// They are no member any more.
    Removed,
}

impl MemberUpdate {
    /// Whether an invitation to this role, which the member made, ends: nobody invites people to a higher role than their own, and
    /// members invite nobody.
    #[must_use]
    pub fn ends_invitation_to(self, invited: Role) -> bool {
        match self {
            Self::Unchanged => false,
            Self::Role(Role::Member) | Self::Removed => true,
            Self::Role(after) => !after.is_at_least(invited),
        }
    }

    /// The line of the audit trail about this update of a member who was a `before`.
    #[must_use]
    pub fn line(self, before: Role, audit: &AuditEvent) -> AuditEvent {
        let mut line = audit.clone();
        line.detail = Some(match self {
            Self::Role(after) => format!("role {} → {}", before.as_str(), after.as_str()),
            Self::Unchanged | Self::Removed => format!("role {}", before.as_str()),
        });
        line
    }
}
