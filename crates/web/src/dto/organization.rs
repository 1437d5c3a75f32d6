use sendook_domain::authorization::Membership;
use sendook_domain::entities::{Organization, Role};
use serde::Serialize;
use utoipa::ToSchema;

use super::names::RoleName;
use crate::json::Timestamp;

/// An organization.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organization)]
pub struct OrganizationDto<'a> {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "org_example")]
    sendook_id: &'a str,
    /// Identifies the organization.
    #[schema(example = "org_example")]
    id: &'a str,
    /// What people call it.
    #[schema(example = "Default Organization")]
    name: &'a str,
    /// Whether its members need a second factor to reach it.
    require_second_factor: bool,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
}

impl<'a> From<&'a Organization> for OrganizationDto<'a> {
    fn from(organization: &'a Organization) -> Self {
        Self {
            sendook_id: organization.id.as_str(),
            id: organization.id.as_str(),
            name: organization.name.as_str(),
            require_second_factor: organization.requires_second_factor,
            created_at: Timestamp(organization.created_at),
            updated_at: Timestamp(organization.updated_at),
        }
    }
}

/// An organization as one of its members sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Membership)]
pub struct MembershipDto<'a> {
    #[serde(flatten)]
    organization: OrganizationDto<'a>,
    /// What the member may do in it.
    #[schema(value_type = RoleName)]
    role: &'static str,
}

impl<'a> MembershipDto<'a> {
    /// An organization with the role of a member.
    pub fn new(organization: &'a Organization, role: Role) -> Self {
        Self {
            organization: organization.into(),
            role: role.as_str(),
        }
    }
}

impl<'a> From<&'a Membership> for MembershipDto<'a> {
    fn from(membership: &'a Membership) -> Self {
        Self::new(membership.organization(), membership.role())
    }
}
