//! What requests about people and organizations send, as in [`bodies`](super::bodies).

#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::ToSchema;
use utoipa::openapi::Object;

use crate::dto::RoleName;

/// The proof of who is logged in: one of these.
#[derive(ToSchema)]
pub(super) struct Reauthentication {
    /// The password of the person.
    #[schema(format = Password, nullable = false, example = "seven quiet lanterns")]
    password: Option<String>,
    /// The code that an authenticator app of the person shows now.
    #[schema(nullable = false, example = "123456")]
    code: Option<String>,
    /// What a passkey answered to `POST /auth/reauthenticate/passkey`, as `toJSON` of the credential gives it.
    #[schema(nullable = false, value_type = Option<Object>)]
    passkey: Option<Object>,
}

/// What a passkey answered.
#[derive(ToSchema)]
pub(super) struct PasskeyAnswer {
    /// The credential, as its `toJSON` gives it. It may be the body itself, too.
    #[schema(value_type = Object)]
    passkey: Object,
}

/// A passkey that is to be made.
#[derive(ToSchema)]
pub(super) struct NewPasskey {
    /// What the person calls it.
    #[schema(min_length = 1, max_length = 100, example = "Phone")]
    name: Option<String>,
}

/// The login that waits for a second factor.
#[derive(ToSchema)]
pub(super) struct WaitingLoginToken {
    /// What the answer to the password held.
    #[schema(example = "sndf_000000000000000000000000000000EXAMPL")]
    mfa_token: String,
}

/// The new name of a second factor.
#[derive(ToSchema)]
pub(super) struct FactorChange {
    /// What the person calls it.
    #[schema(min_length = 1, max_length = 100, example = "Phone")]
    name: String,
}

/// An authenticator app that is to be set up.
#[derive(ToSchema)]
pub(super) struct NewTotp {
    /// What the person calls it.
    #[schema(min_length = 1, max_length = 100, example = "Phone")]
    name: Option<String>,
}

/// What shows that the app has the secret.
#[derive(ToSchema)]
pub(super) struct TotpConfirmation {
    /// The code that it shows now; spaces in it do not count.
    #[schema(example = "123456")]
    code: String,
}

/// The second factor of somebody whose password was right: the token, and one of the others.
#[derive(ToSchema)]
pub(super) struct SecondFactor {
    /// What the answer to the password held.
    #[schema(example = "sndf_000000000000000000000000000000EXAMPL")]
    mfa_token: String,
    /// The code that an authenticator app shows now; spaces in it do not count.
    #[schema(nullable = false, example = "123456")]
    code: Option<String>,
    /// What a passkey answered to `POST /auth/login/second-factor/passkey`, as `toJSON` of the credential gives it.
    #[schema(nullable = false, value_type = Option<Object>)]
    passkey: Option<Object>,
    /// A recovery code; letter case, spaces and hyphens do not count.
    #[schema(nullable = false, example = "0000-0000-0000-0000")]
    recovery_code: Option<String>,
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
