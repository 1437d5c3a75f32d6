use sendook_domain::entities::{Invitation, Organization, StoredInvitation};
use sendook_domain::invitations::IssuedInvitation;
use serde::Serialize;
use utoipa::ToSchema;

use super::names::RoleName;
use crate::json::Timestamp;

/// An open invitation to an organization.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invitation)]
pub(crate) struct InvitationDto<'a> {
    /// The same as `id`, as every resource has it.
    #[serde(rename = "_id")]
    #[schema(example = "invitation_example")]
    sendook_id: &'a str,
    /// Identifies the invitation.
    #[schema(example = "invitation_example")]
    id: &'a str,
    /// The organization that it leads to.
    #[schema(example = "org_example")]
    organization_id: &'a str,
    /// Whom it is for, as it was typed.
    #[schema(example = "grace@example.com")]
    email: &'a str,
    /// What the person may do as a member.
    #[schema(value_type = RoleName)]
    role: &'static str,
    /// When it ends.
    expires_at: Timestamp,
    /// Who made it.
    #[schema(example = "user_example")]
    created_by: &'a str,
    /// When it was made.
    created_at: Timestamp,
}

impl<'a> From<&'a Invitation> for InvitationDto<'a> {
    fn from(invitation: &'a Invitation) -> Self {
        Self {
            sendook_id: invitation.id.as_str(),
            id: invitation.id.as_str(),
            organization_id: invitation.organization_id.as_str(),
            email: invitation.email.as_typed(),
            role: invitation.role.as_str(),
            expires_at: Timestamp(invitation.expires_at),
            created_by: invitation.created_by.as_str(),
            created_at: Timestamp(invitation.created_at),
        }
    }
}

/// An invitation in the one answer that shows its token.
#[derive(Serialize, ToSchema)]
#[schema(as = IssuedInvitation)]
pub(crate) struct IssuedInvitationDto<'a> {
    #[serde(flatten)]
    invitation: InvitationDto<'a>,
    /// What the invitation is accepted with, once.
    #[schema(example = "sndi_000000000000000000000000000000EXAMPL")]
    token: &'a str,
    /// The page on which a person accepts it.
    #[schema(
        example = "https://auth.example.com/invitation#sndi_000000000000000000000000000000EXAMPL"
    )]
    url: String,
}

impl<'a> IssuedInvitationDto<'a> {
    /// With a link to the page of the service at `site`: an address without a slash at its end. Browsers send nothing that follows
    /// the `#`.
    pub(crate) fn new(issued: &'a IssuedInvitation, site: &str) -> Self {
        let token = issued.token.expose();
        Self {
            invitation: (&issued.invitation).into(),
            token,
            url: format!("{site}/invitation#{token}"),
        }
    }
}

/// What the holder of an invitation sees of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ShownInvitation)]
pub(crate) struct ShownInvitationDto<'a> {
    /// The organization that it leads to.
    organization: InvitingDto<'a>,
    /// Whom it is for.
    #[schema(example = "grace@example.com")]
    email: &'a str,
    /// What the person may do as a member.
    #[schema(value_type = RoleName)]
    role: &'static str,
    /// When it ends.
    expires_at: Timestamp,
}

/// As much of an organization as somebody sees who is invited.
#[derive(Serialize, ToSchema)]
#[schema(as = InvitingOrganization)]
struct InvitingDto<'a> {
    /// The same as `id`, as every resource has it.
    #[serde(rename = "_id")]
    #[schema(example = "org_example")]
    sendook_id: &'a str,
    /// Identifies the organization.
    #[schema(example = "org_example")]
    id: &'a str,
    /// What people call it.
    #[schema(example = "Analytical Engines")]
    name: &'a str,
}

impl<'a> From<&'a Organization> for InvitingDto<'a> {
    fn from(organization: &'a Organization) -> Self {
        Self {
            sendook_id: organization.id.as_str(),
            id: organization.id.as_str(),
            name: organization.name.as_str(),
        }
    }
}

impl<'a> From<&'a StoredInvitation> for ShownInvitationDto<'a> {
    fn from(stored: &'a StoredInvitation) -> Self {
        Self {
            organization: (&stored.organization).into(),
            email: stored.invitation.email.as_typed(),
            role: stored.invitation.role.as_str(),
            expires_at: Timestamp(stored.invitation.expires_at),
        }
    }
}
