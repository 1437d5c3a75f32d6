use sendook_domain::authorization::Membership;
use sendook_domain::entities::User;
use sendook_domain::values::PersonName;
use serde::Serialize;
use utoipa::ToSchema;

use super::MembershipDto;
use crate::json::Timestamp;

/// A person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserDto<'a> {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "user_example")]
    sendook_id: &'a str,
    /// Identifies the person.
    #[schema(example = "user_example")]
    id: &'a str,
    /// The e-mail address, as it was typed.
    #[schema(example = "ada@example.com")]
    email: &'a str,
    /// Whether the address is known to be the person's.
    email_verified: bool,
    /// The first name.
    #[schema(example = "Ada")]
    first_name: &'a str,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Lovelace")]
    last_name: Option<&'a str>,
    /// When the account was made.
    created_at: Timestamp,
    /// When the account was last changed.
    updated_at: Timestamp,
    /// For operators: nobody else sees an account that is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    disabled_at: Option<Timestamp>,
}

impl<'a> From<&'a User> for UserDto<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            sendook_id: user.id.as_str(),
            id: user.id.as_str(),
            email: user.email.as_typed(),
            email_verified: user.email_verified_at.is_some(),
            first_name: user.first_name.as_str(),
            last_name: user.last_name.as_ref().map(PersonName::as_str),
            created_at: Timestamp(user.created_at),
            updated_at: Timestamp(user.updated_at),
            disabled_at: user.disabled_at.map(Timestamp),
        }
    }
}

/// A person with their organizations.
#[derive(Serialize, ToSchema)]
#[schema(as = UserWithOrganizations)]
pub(crate) struct UserWithOrganizationsDto<'a> {
    #[serde(flatten)]
    user: UserDto<'a>,
    /// The organizations that the person is a member of, the newest first.
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
