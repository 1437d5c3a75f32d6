use chrono::{DateTime, Utc};

use super::{Organization, Role, User};
use crate::values::{EmailAddress, Id, IdKind};

/// An offer to a person to become a member of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Identifies the invitation; not a credential.
    pub id: Id<Invitation>,
    /// Where the person is to be a member.
    pub organization_id: Id<Organization>,
    /// Whom it is for: the account with this address.
    pub email: EmailAddress,
    /// As what.
    pub role: Role,
    /// Who made it.
    pub created_by: Id<User>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From this moment on it is no longer valid.
    pub expires_at: DateTime<Utc>,
}

impl IdKind for Invitation {
    const PREFIX: &'static str = "invitation";
}

/// An invitation, and what it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// Where it leads.
    pub organization: Organization,
    /// What its maker is in the organization now. `None`: no member any more, or the account is disabled.
    pub maker_role: Option<Role>,
    /// Whether its maker has a second factor that counts now.
    pub maker_has_factor: bool,
}
