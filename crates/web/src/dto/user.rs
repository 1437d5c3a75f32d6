use sendook_domain::authorization::Membership;
use sendook_domain::entities::User;
use sendook_domain::values::PersonName;
use serde::Serialize;

use super::MembershipDto;
use crate::json::Timestamp;

/// A person.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserDto<'a> {
    #[serde(rename = "_id")]
    sendook_id: &'a str,
    id: &'a str,
    email: &'a str,
    first_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<'a> From<&'a User> for UserDto<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            sendook_id: user.id.as_str(),
            id: user.id.as_str(),
            email: user.email.as_typed(),
            first_name: user.first_name.as_str(),
            last_name: user.last_name.as_ref().map(PersonName::as_str),
            created_at: Timestamp(user.created_at),
            updated_at: Timestamp(user.updated_at),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct UserWithOrganizationsDto<'a> {
    #[serde(flatten)]
    user: UserDto<'a>,
    organizations: Vec<MembershipDto<'a>>,
}

impl<'a> UserWithOrganizationsDto<'a> {
    pub(crate) fn new(user: &'a User, memberships: &'a [Membership]) -> Self {
        let organizations = memberships.iter().map(Into::into).collect();
        Self {
            user: user.into(),
            organizations,
        }
    }
}
