//! What requests send. Handlers read bodies field by field, so that these types only describe them.

#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::ToSchema;

use crate::dto::{EnvironmentName, ScopeName};

/// A new account.
#[derive(ToSchema)]
pub(super) struct Registration {
    /// The e-mail address; unique regardless of letter case, and shown as typed.
    #[schema(max_length = 254, format = Email, example = "ada@example.com")]
    email: String,
    /// Counted after Unicode normalization (NFC). What is easy to guess is refused.
    #[schema(min_length = 8, max_length = 256, format = Password, example = "seven quiet lanterns")]
    password: String,
    /// The first name.
    #[schema(min_length = 1, max_length = 100, example = "Ada")]
    first_name: String,
    /// The last name.
    #[schema(max_length = 100, example = "Lovelace")]
    last_name: Option<String>,
    /// The token of an invitation to this address: the account begins in that organization, without one of its own.
    #[schema(example = "sndi_000000000000000000000000000000EXAMPL")]
    invitation_token: Option<String>,
}

/// An account and its password.
#[derive(ToSchema)]
pub(super) struct Login {
    /// The e-mail address, in any letter case.
    #[schema(max_length = 254, format = Email, example = "ada@example.com")]
    email: String,
    /// The password.
    #[schema(format = Password, example = "seven quiet lanterns")]
    password: String,
}

/// The token of a session that is to go on.
#[derive(ToSchema)]
pub(super) struct Refresh {
    /// The newest refresh token of the session.
    #[schema(example = "sndr_000000000000000000000000000000EXAMPL")]
    refresh_token: String,
}

/// Which sessions are to end.
#[derive(ToSchema)]
pub(super) struct Logout {
    /// `all`, the default: every session of the person; `current`: that of this request; `others`: all but that.
    scope: Option<LogoutReach>,
}

/// Which sessions of a person a logout ends.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(super) enum LogoutReach {
    All,
    Current,
    Others,
}

/// A new password.
#[derive(ToSchema)]
pub(super) struct PasswordChange {
    /// The password until now.
    #[schema(format = Password, example = "seven quiet lanterns")]
    current_password: String,
    /// The password from now on, under the rules of registration.
    #[schema(min_length = 8, max_length = 256, format = Password, example = "eleven loud lanterns")]
    new_password: String,
}

/// A new password, by the token of a link.
#[derive(ToSchema)]
pub(super) struct PasswordReset {
    /// What follows the `#` of the link.
    #[schema(example = "sndm_000000000000000000000000000000EXAMPL")]
    token: String,
    /// The password from now on, under the rules of registration.
    #[schema(min_length = 8, max_length = 256, format = Password, example = "eleven loud lanterns")]
    new_password: String,
}

/// The account whose password is forgotten.
#[derive(ToSchema)]
pub(super) struct ForgottenPassword {
    /// The e-mail address, in any letter case.
    #[schema(max_length = 254, format = Email, example = "ada@example.com")]
    email: String,
}

/// The link that is followed.
#[derive(ToSchema)]
pub(super) struct EmailVerification {
    /// What follows the `#` of the link.
    #[schema(example = "sndm_000000000000000000000000000000EXAMPL")]
    token: String,
}

/// A new e-mail address.
#[derive(ToSchema)]
pub(super) struct EmailChange {
    /// The e-mail address from now on, once the link that is mailed there is followed.
    #[schema(max_length = 254, format = Email, example = "ada@example.com")]
    email: String,
    /// The password of the person.
    #[schema(format = Password, example = "seven quiet lanterns")]
    password: String,
}

/// What changes of an organization: at least one of these.
#[derive(ToSchema)]
pub(super) struct OrganizationChange {
    /// What people call it.
    #[schema(
        min_length = 1,
        max_length = 100,
        nullable = false,
        example = "Analytical Engines"
    )]
    name: Option<String>,
    /// Whether its members need a second factor to reach it. Only owners may say so; API keys are not concerned.
    #[schema(nullable = false)]
    require_second_factor: Option<bool>,
}

/// The id of an inbox of the organization.
#[derive(ToSchema)]
#[schema(value_type = String, max_length = 64, pattern = "^[A-Za-z0-9_-]+$", example = "inbox_example")]
pub(super) struct InboxId(String);

/// A new API key. Give `expires_at` or `expires_in`, not both; without either, the key does not expire.
#[derive(ToSchema)]
pub(super) struct NewApiKey {
    /// What people call it.
    #[schema(min_length = 1, max_length = 100, example = "Production")]
    name: String,
    /// Where it is to be used; `production` where nothing is said.
    environment: Option<EnvironmentName>,
    /// When it is to end: an instant to come.
    #[schema(value_type = Option<String>, format = DateTime, example = "2030-03-01T10:00:00.000Z")]
    expires_at: Option<String>,
    /// In how many seconds it is to end: at most a hundred years.
    #[schema(minimum = 1, maximum = 3_153_600_000_i64)]
    expires_in: Option<i64>,
    /// What it may do; `full_access` where nothing is said. With an API key, only what that key may do itself.
    #[schema(value_type = Option<Vec<ScopeName>>, min_items = 1)]
    scopes: Option<Vec<String>>,
    /// The only inboxes that it reaches; all where nothing is said.
    #[schema(min_items = 1, value_type = Option<Vec<InboxId>>)]
    inbox_ids: Option<Vec<String>>,
    /// How many requests it may make; any number where nothing is said.
    rate_limit: Option<NewRateLimit>,
    /// The only addresses that it is accepted from: ranges in CIDR notation, or single addresses; all where nothing is said.
    #[schema(min_items = 1, max_items = 50, value_type = Option<Vec<AddressRange>>)]
    allowed_ips: Option<Vec<String>>,
}

/// How many requests a key may make in some time: all of them at once, if none were made before.
#[derive(ToSchema)]
pub(super) struct NewRateLimit {
    /// How many requests.
    #[schema(minimum = 1, maximum = 1_000_000)]
    limit: i64,
    /// In how many seconds.
    #[schema(minimum = 1, maximum = 86_400)]
    window_seconds: i64,
}

/// A range of IPv4 or IPv6 addresses in CIDR notation, with no bit set after its prefix; or one address.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$", example = "203.0.113.0/24")]
pub(super) struct AddressRange(String);

/// What is to change of an API key: at least one field. What is left out stays.
#[derive(ToSchema)]
pub(super) struct ApiKeyChange {
    /// What people call it.
    #[schema(min_length = 1, max_length = 100, example = "Production")]
    name: Option<String>,
    /// `false` disables it at once, `true` enables it again.
    active: Option<bool>,
    /// When it is to end: an instant to come, or `null` for never.
    #[schema(value_type = Option<String>, format = DateTime, example = "2030-03-01T10:00:00.000Z")]
    expires_at: Option<String>,
    /// In how many seconds it is to end: at most a hundred years; `null`: never.
    #[schema(minimum = 1, maximum = 3_153_600_000_i64)]
    expires_in: Option<i64>,
    /// What it may do.
    #[schema(value_type = Option<Vec<ScopeName>>, nullable = false, min_items = 1)]
    scopes: Option<Vec<String>>,
    /// The only inboxes that it reaches; `null`: all.
    #[schema(min_items = 1, value_type = Option<Vec<InboxId>>)]
    inbox_ids: Option<Vec<String>>,
    /// How many requests it may make; `null`: any number.
    rate_limit: Option<NewRateLimit>,
    /// The only addresses that it is accepted from: ranges in CIDR notation, or single addresses; `null`: all.
    #[schema(min_items = 1, max_items = 50, value_type = Option<Vec<AddressRange>>)]
    allowed_ips: Option<Vec<String>>,
}

/// How a key is to be rotated.
#[derive(ToSchema)]
pub(super) struct Rotation {
    /// For how many seconds the old secret lives on; a day where nothing is said, and never past the key's own expiry.
    #[schema(minimum = 0, maximum = 604_800)]
    grace_seconds: Option<i64>,
    /// Whether to end the oldest secret at once, where two are good already.
    end_oldest: Option<bool>,
}

/// A text that may hold API keys.
#[derive(ToSchema)]
pub(super) struct FoundText {
    /// The key itself, or the text that it was found in.
    #[schema(example = "sndk_prod_000000000000000000000000000000EXAMPL")]
    key: String,
}

/// A credential that was found where it should not be.
#[derive(ToSchema)]
pub(super) struct LeakReport {
    /// The credential itself, or the text that it was found in.
    #[schema(example = "sndk_prod_000000000000000000000000000000EXAMPL")]
    key: String,
    /// Where it was found.
    #[schema(example = "https://example.com/found")]
    url: Option<String>,
}

/// A new inbox.
#[derive(ToSchema)]
pub(super) struct NewInbox {
    /// What people call it. Its address is made of this where none is given.
    #[schema(max_length = 100, example = "Support")]
    name: Option<String>,
    /// Its address, in the e-mail domain of the service.
    #[schema(max_length = 254, format = Email, example = "support@example.com")]
    email: Option<String>,
}

/// What a run token is to be, and the API key of the service if it is in no header.
#[derive(ToSchema)]
pub(super) struct TokenRequestForm {
    /// The one grant that there is.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// What it may do: scopes, separated by spaces; without any, what the key may.
    #[schema(example = "inboxes:read")]
    scope: Option<String>,
    /// The only inboxes that it reaches, separated by spaces; without any, those of the key.
    #[schema(example = "inbox_example")]
    inbox_ids: Option<String>,
    /// In how many seconds it is to end: a quarter of an hour where nothing is said, and never after its key.
    #[schema(minimum = 60, maximum = 3600)]
    expires_in: Option<i64>,
    /// What it is for, in lists and in the audit trail.
    #[schema(max_length = 100, example = "nightly import")]
    label: Option<String>,
    /// The id of the service's API key.
    #[schema(example = "key_example")]
    client_id: Option<String>,
    /// The service's API key.
    #[schema(example = "sndk_prod_000000000000000000000000000000EXAMPL")]
    client_secret: Option<String>,
}

/// What a run token is to be.
#[derive(ToSchema)]
pub(super) struct TokenRequest {
    /// The one grant that there is.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// What it may do: scopes, separated by spaces; without any, what the key may.
    #[schema(example = "inboxes:read")]
    scope: Option<String>,
    /// The only inboxes that it reaches; without any, those of the key.
    #[schema(min_items = 1, value_type = Option<Vec<InboxId>>)]
    inbox_ids: Option<Vec<String>>,
    /// In how many seconds it is to end: a quarter of an hour where nothing is said, and never after its key.
    #[schema(minimum = 60, maximum = 3600)]
    expires_in: Option<i64>,
    /// What it is for, in lists and in the audit trail.
    #[schema(max_length = 100, example = "nightly import")]
    label: Option<String>,
}

/// A credential that was shown to a service of the organization, and the API key of that service if it is in no header.
#[derive(ToSchema)]
pub(super) struct ShownTokenForm {
    /// An API key or an access token.
    #[schema(
        min_length = 1,
        example = "sndk_prod_000000000000000000000000000000EXAMPL"
    )]
    token: String,
    /// Not looked at: a token says itself what it is.
    #[schema(example = "access_token")]
    token_type_hint: Option<String>,
    /// The id of the service's API key.
    #[schema(example = "key_example")]
    client_id: Option<String>,
    /// The service's API key.
    #[schema(example = "sndk_prod_000000000000000000000000000000EXAMPL")]
    client_secret: Option<String>,
}

/// A credential that was shown to a service of the organization.
#[derive(ToSchema)]
pub(super) struct ShownToken {
    /// An API key or an access token.
    #[schema(example = "sndk_prod_000000000000000000000000000000EXAMPL")]
    token: String,
}
