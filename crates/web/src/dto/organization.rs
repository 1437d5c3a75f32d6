use sendook_domain::entities::{Membership, Organization};
use serde::Serialize;

use super::timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrganizationDto {
    #[serde(rename = "_id")]
    sendook_id: String,
    id: String,
    name: String,
    created_at: String,
    updated_at: String,
}

impl From<&Organization> for OrganizationDto {
    fn from(organization: &Organization) -> Self {
        Self {
            sendook_id: organization.id.to_string(),
            id: organization.id.to_string(),
            name: organization.name.as_str().to_owned(),
            created_at: timestamp(organization.created_at),
            updated_at: timestamp(organization.updated_at),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct MembershipDto {
    #[serde(flatten)]
    organization: OrganizationDto,
    role: &'static str,
}

impl From<&Membership> for MembershipDto {
    fn from(membership: &Membership) -> Self {
        Self {
            organization: (&membership.organization).into(),
            role: membership.role.as_str(),
        }
    }
}
