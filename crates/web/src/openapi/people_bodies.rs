//! What requests about people and organizations send, as in [`bodies`](super::bodies).

#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::ToSchema;

use crate::dto::RoleName;

/// The proof of who is logged in.
#[derive(ToSchema)]
pub(super) struct Reauthentication {
    /// The password of the person.
    #[schema(format = Password, example = "seven quiet lanterns")]
    password: String,
}

/// A new organization.
#[derive(ToSchema)]
pub(super) struct NewOrganization {
    /// What people call it.
    #[schema(min_length = 1, max_length = 100, example = "Analytical Engines")]
    name: String,
}

/// Somebody who is to become a member.
#[derive(ToSchema)]
pub(super) struct NewInvitation {
    /// The e-mail address of the account that may accept.
    #[schema(max_length = 254, format = Email, example = "grace@example.com")]
    email: String,
    /// What the person may do as a member.
    #[schema(value_type = RoleName)]
    role: String,
}

/// The token of an invitation.
#[derive(ToSchema)]
pub(super) struct InvitationToken {
    /// What follows the `#` of the link.
    #[schema(example = "sndi_000000000000000000000000000000EXAMPL")]
    token: String,
}

/// The new role of a member.
#[derive(ToSchema)]
pub(super) struct RoleChange {
    /// What the member may do from now on.
    #[schema(value_type = RoleName)]
    role: String,
}
