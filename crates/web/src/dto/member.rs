use sendook_domain::entities::Member;
use sendook_domain::values::PersonName;
use serde::Serialize;
use utoipa::ToSchema;

use super::names::RoleName;
use crate::json::Timestamp;

/// A member of an organization.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(crate) struct MemberDto<'a> {
    /// The same as `userId`, as every resource has it.
    #[serde(rename = "_id")]
    #[schema(example = "user_example")]
    sendook_id: &'a str,
    /// The same as `userId`, as every resource has it.
    #[schema(example = "user_example")]
    id: &'a str,
    /// Identifies the person.
    #[schema(example = "user_example")]
    user_id: &'a str,
    /// The e-mail address, as it was typed.
    #[schema(example = "ada@example.com")]
    email: &'a str,
    /// The first name.
    #[schema(example = "Ada")]
    first_name: &'a str,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Lovelace")]
    last_name: Option<&'a str>,
    /// What the person may do in the organization.
    #[schema(value_type = RoleName)]
    role: &'static str,
    /// When the person became a member.
    joined_at: Timestamp,
    /// When a session of the person was last used, in whatever organization; `null`: the person never logged in.
    #[schema(required)]
    last_active_at: Option<Timestamp>,
    /// Whether the person has a second factor.
    second_factor: bool,
}

impl<'a> From<&'a Member> for MemberDto<'a> {
    fn from(member: &'a Member) -> Self {
        let user = &member.user;
        Self {
            sendook_id: user.id.as_str(),
            id: user.id.as_str(),
            user_id: user.id.as_str(),
            email: user.email.as_typed(),
            first_name: user.first_name.as_str(),
            last_name: user.last_name.as_ref().map(PersonName::as_str),
            role: member.role.as_str(),
            joined_at: Timestamp(member.joined_at),
            last_active_at: member.last_active_at.map(Timestamp),
            second_factor: member.has_second_factor,
        }
    }
}
