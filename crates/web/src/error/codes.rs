use std::borrow::Cow;

use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// One row of the table of errors.
pub(crate) struct Code {
    /// The name by which programs tell errors apart.
    pub(crate) name: &'static str,
    /// The status that it comes with.
    pub(crate) status: u16,
    /// When it comes.
    pub(crate) when: &'static str,
}

const fn code(status: u16, name: &'static str, when: &'static str) -> Code {
    Code { name, status, when }
}

/// Every code that an answer can have, by status.
#[rustfmt::skip] // A table is read by its columns.
pub(crate) const CODES: &[Code] = &[
    code(400, "validation_failed",      "A field or a parameter is missing or wrong; `errors` lists all of them."),
    code(400, "invalid_json",           "The body is not JSON, or not an object."),
    code(400, "invalid_request",        "The Authorization header came twice, has no credential, or one with a space, tab or comma in it; at `/oauth` also: a parameter came twice, or the key came in two ways."),
    code(400, "invalid_scope",          "The run token is to have a scope that does not exist, or that the API key lacks."),
    code(400, "unsupported_grant_type", "`grant_type` is another one than `client_credentials`."),
    code(401, "missing_credentials",    "No Authorization header came, or one with another scheme than Bearer; at `/oauth` also: no key came in another way."),
    code(401, "invalid_token",          "The credential is malformed, unknown or revoked."),
    code(401, "wrong_credential_type",  "The credential is of another kind than the route wants."),
    code(401, "token_expired",          "The access, refresh or run token has expired."),
    code(401, "api_key_expired",        "The API key has expired."),
    code(401, "api_key_disabled",       "The API key is disabled."),
    code(401, "invalid_credentials",    "The e-mail address or the password is wrong, or the second factor."),
    code(401, "reauthentication_required", "A sensitive change, and the person proved who they are more than 15 minutes ago: `POST /auth/reauthenticate`, and try again."),
    code(403, "second_factor_required", "The password is right, and the second factor is due: send `mfaToken` of this answer to `POST /auth/login/second-factor`."),
    code(403, "registration_closed",    "This person may not open an account: only the operator makes accounts, it takes an invitation, or the domain of the e-mail address is not accepted."),
    code(403, "invitation_for_another_address", "The invitation is for another e-mail address."),
    code(403, "forbidden",              "The credential is good, but does not allow this: no member of the organization, too low a role, no second factor where the organization requires one, an environment that is not accepted, a key that reaches further than its maker, or a wrong current password or code; at `/forward-auth` also: too many requests of one API key, or a gateway that asks for what does not exist."),
    code(403, "ip_not_allowed",         "The API key is not accepted from the address of the client, as `allowed_ips` says."),
    code(403, "insufficient_scope",     "The API key or run token lacks the scope that the message names."),
    code(404, "not_found",              "There is no such route, or nothing under this id that the caller may see."),
    code(405, "method_not_allowed",     "The path does not have this method; `Allow` lists those that it has."),
    code(408, "request_timeout",        "The request did not arrive in time."),
    code(409, "email_taken",            "An account with this e-mail address exists."),
    code(409, "inbox_taken",            "An inbox with this address exists."),
    code(409, "already_member",         "The person is a member of the organization already."),
    code(409, "last_owner",             "The organization would have no owner."),
    code(409, "factor_taken",           "The passkey is set up already, for this account or another one."),
    code(409, "too_many_factors",       "The person has as many second factors as anybody may."),
    code(409, "no_factor",              "There is no second factor that recovery codes could stand in for."),
    code(409, "no_passkey",             "The account has no passkey that could be asked for."),
    code(409, "rotation_in_progress",   "The key is being rotated, and its newest secret was used already."),
    code(409, "no_rotation",            "The key is not being rotated."),
    code(409, "idempotency_key_in_use", "The first request with this `Idempotency-Key` is still being carried out, or had another body."),
    code(411, "length_required",        "The headers seem cut off, and without a body the request would mean something else."),
    code(413, "payload_too_large",      "The body is too large."),
    code(415, "unsupported_media_type", "The body is not JSON, or is compressed."),
    code(429, "too_many_requests",      "Too many failed attempts, or too many registrations or reports, of one client; too many run tokens of one API key, or more requests than its `rate_limit` allows. `Retry-After` says when to try again."),
    code(500, "internal_error",         "A defect of the service. The log has the cause under the request id."),
    code(501, "passkeys_unavailable",   "Passkeys do not work at the address of the service; the message says what would help."),
    code(501, "mail_not_configured",    "The answer would be a mail, and the service sends none."),
    code(501, "secret_key_not_configured", "Authenticator apps cannot be set up, as the service has no key to keep their secrets under."),
    code(503, "unavailable",            "The database is away, or too many passwords wait to be hashed."),
    code(503, "database_is_standby",    "The database is a standby, which may not know of the last changes."),
    code(503, "database_replaced",      "The files of the database were removed or replaced while the service was running."),
    code(503, "database_unavailable",   "Not ready: the database does not answer."),
    code(503, "schema_outdated",        "Not ready: the database has to be migrated."),
    code(503, "database_damaged",       "Not ready: the database is damaged."),
    code(503, "database_full",          "Not ready: the disk of the database is full."),
    code(503, "database_read_only",     "Not ready: the database cannot be written."),
];

/// The schema of a `code`.
pub(crate) enum ErrorCode {}

impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        let names = CODES.iter().map(|code| code.name);
        let schema = ObjectBuilder::new().schema_type(Type::String);
        schema.enum_values(Some(names)).into()
    }
}

impl ToSchema for ErrorCode {
    fn name() -> Cow<'static, str> {
        "ErrorCode".into()
    }
}
