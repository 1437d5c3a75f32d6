use sendook_domain::authorization::Membership;
use sendook_domain::entities::User;
use sendook_domain::values::PersonName;
use serde::Serialize;

use super::MembershipDto;
use crate::json::Timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDto {
    #[serde(rename = "_id")]
    sendook_id: String,
    id: String,
    email: String,
    first_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<&User> for UserDto {
    fn from(user: &User) -> Self {
        Self {
            sendook_id: user.id.to_string(),
            id: user.id.to_string(),
            email: user.email.as_typed().to_owned(),
            first_name: user.first_name.as_str().to_owned(),
            last_name: user
                .last_name
                .as_ref()
                .map(PersonName::as_str)
                .map(str::to_owned),
            created_at: Timestamp(user.created_at),
            updated_at: Timestamp(user.updated_at),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct UserWithOrganizationsDto<'a> {
    #[serde(flatten)]
    user: UserDto,
    organizations: Vec<MembershipDto<'a>>,
}

impl<'a> UserWithOrganizationsDto<'a> {
    pub(crate) fn new(user: &User, memberships: &'a [Membership]) -> Self {
        let organizations = memberships.iter().map(Into::into).collect();
        Self {
            user: user.into(),
            organizations,
        }
    }
}
