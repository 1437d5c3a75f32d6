use sendook_domain::authorization::Membership;
use sendook_domain::entities::{Organization, Role};
use serde::Serialize;

use crate::json::Timestamp;

/// An organization.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDto<'a> {
    #[serde(rename = "_id")]
    sendook_id: &'a str,
    id: &'a str,
    name: &'a str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<'a> From<&'a Organization> for OrganizationDto<'a> {
    fn from(organization: &'a Organization) -> Self {
        Self {
            sendook_id: organization.id.as_str(),
            id: organization.id.as_str(),
            name: organization.name.as_str(),
            created_at: Timestamp(organization.created_at),
            updated_at: Timestamp(organization.updated_at),
        }
    }
}

/// An organization, and the role of a member in it.
#[derive(Serialize)]
pub struct MembershipDto<'a> {
    #[serde(flatten)]
    organization: OrganizationDto<'a>,
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
