//! The table that the matrix and other tests walk.

use sendook_domain::entities::{Role, Scope};

use super::Route;
use super::route::Audience::{AnyKey, Anyone, Either, Key, Member, Person};
use super::route::route;

const REGISTER: &str = r#"{"email": "new@example.com", "password": "correct horse battery staple", "first_name": "New"}"#;
const LOGIN: &str = r#"{"email": "ada.1@example.com", "password": "correct horse battery staple"}"#;
const REFRESH: &str = r#"{"refreshToken": "{refresh}"}"#;
const NEW_PASSWORD: &str = r#"{"current_password": "correct horse battery staple", "new_password": "seven quiet lanterns"}"#;
/// No link has this token. One that has would have to be made before each request.
const RESET: &str = r#"{"token": "sndm_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17", "new_password": "seven quiet lanterns"}"#;
const VERIFY: &str = r#"{"token": "sndm_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"}"#;
const NEW_EMAIL: &str =
    r#"{"email": "ada.king@example.com", "password": "correct horse battery staple"}"#;
const PROOF: &str = r#"{"password": "correct horse battery staple"}"#;
const INVITED: &str = r#"{"email": "new@example.com", "role": "member"}"#;
/// No invitation has this token. One that has would have to be made before each request.
const INVITATION: &str = r#"{"token": "sndi_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"}"#;
const ADMIN: &str = r#"{"role": "admin"}"#;
const FORGOT: &str = r#"{"email": "ada.1@example.com"}"#;
const NAME: &str = r#"{"name": "Renamed"}"#;
/// No login has this token, and no such code is awaited.
const SECOND_FACTOR: &str =
    r#"{"mfa_token": "sndf_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17", "code": "123456"}"#;
const CODE: &str = r#"{"code": "123456"}"#;
const FOUND_KEY: &str = r#"{"key": "{secret}"}"#;
const SHOWN_TOKEN: &str = r#"{"token": "{secret}"}"#;
/// Of a session, which each key that may revoke at all may end.
const SHOWN_REFRESH: &str = r#"{"token": "{refresh}"}"#;
const RUN: &str = r#"{"grant_type": "client_credentials"}"#;
/// The least that every key which may manage keys reaches.
const NEW_KEY: &str = r#"{"name": "New", "scopes": ["keys:write"]}"#;

/// No login has this token. One that has would have to be made before each request.
const MFA_TOKEN: &str = r#"{"mfaToken": "sndf_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"}"#;
/// An answer to a challenge that was never asked, by a passkey that nobody has.
const PASSKEY: &str = r#"{"passkey": {"id": "bm9ib2R5", "rawId": "bm9ib2R5", "type": "public-key", "response": {"clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiYm05dVpRIiwib3JpZ2luIjoiaHR0cDovL2xvY2FsaG9zdDo4MDA2In0"}}}"#;

/// The path that answers every method as it does `GET`.
pub(crate) const EVERY_METHOD: &str = "/forward-auth";

/// Every route of the contract that exists so far.
#[rustfmt::skip] // A table is read by its columns.
pub(crate) const ROUTES: [Route; 84] = [
    route("POST",   "/auth/register",                                               Anyone,                       201, REGISTER),
    route("POST",   "/auth/login",                                                  Anyone,                       200, LOGIN),
    route("POST",   "/auth/login/second-factor/passkey",                            Anyone,                       401, MFA_TOKEN),
    route("POST",   "/auth/login/passkey",                                          Anyone,                       200, ""),
    route("POST",   "/auth/login/passkey/finish",                                   Anyone,                       401, PASSKEY),
    route("POST",   "/auth/login/second-factor",                                    Anyone,                       401, SECOND_FACTOR),
    route("POST",   "/auth/refresh",                                                Anyone,                       200, REFRESH),
    route("GET",    "/auth/user",                                                   Person,                       200, ""),
    route("POST",   "/auth/password",                                               Person,                       200, NEW_PASSWORD),
    route("POST",   "/auth/reauthenticate",                                         Person,                       200, PROOF),
    route("POST",   "/auth/reauthenticate/passkey",                                 Person,                       409, ""),
    route("POST",   "/auth/password/reset",                                         Anyone,                       401, RESET),
    route("POST",   "/auth/password/forgot",                                        Anyone,                       202, FORGOT),
    route("POST",   "/auth/email",                                                  Person,                       202, NEW_EMAIL),
    route("POST",   "/auth/email/verify",                                           Anyone,                       401, VERIFY),
    route("POST",   "/auth/email/resend",                                           Person,                       202, ""),
    route("POST",   "/auth/invitations/look",                                       Anyone,                       401, INVITATION),
    route("POST",   "/auth/invitations/accept",                                     Person,                       401, INVITATION),
    route("GET",    "/auth/factors",                                                Person,                       200, ""),
    route("POST",   "/auth/factors/totp",                                           Person,                       201, ""),
    route("POST",   "/auth/factors/{factor}/confirm",                               Person,                       404, CODE),
    route("POST",   "/auth/factors/passkey",                                        Person,                       201, ""),
    route("POST",   "/auth/factors/passkey/{factor}/finish",                        Person,                       404, PASSKEY),
    route("PATCH",  "/auth/factors/{factor}",                                       Person,                       200, NAME),
    route("DELETE", "/auth/factors/{factor}",                                       Person,                       200, ""),
    route("POST",   "/auth/recovery-codes",                                         Person,                       200, ""),
    route("GET",    "/auth/sessions",                                               Person,                       200, ""),
    route("DELETE", "/auth/sessions/{session}",                                     Person,                       200, ""),
    route("POST",   "/auth/logout",                                                 Person,                       200, ""),
    route("GET",    "/organizations",                                               Person,                       200, ""),
    route("POST",   "/organizations",                                               Person,                       201, NAME),
    route("GET",    "/organizations/{organization}",                                Member(Role::Member),         200, ""),
    route("PATCH",  "/organizations/{organization}",                                Member(Role::Admin),          200, NAME),
    route("DELETE", "/organizations/{organization}",                                Member(Role::Owner),          200, ""),
    route("GET",    "/organizations/{organization}/members",                        Member(Role::Member),         200, ""),
    route("PATCH",  "/organizations/{organization}/members/{member}",               Member(Role::Admin),          200, ADMIN),
    route("DELETE", "/organizations/{organization}/members/{member}",               Member(Role::Admin),          200, ""),
    route("GET",    "/organizations/{organization}/invitations",                    Member(Role::Admin),          200, ""),
    route("POST",   "/organizations/{organization}/invitations",                    Member(Role::Admin),          201, INVITED),
    route("DELETE", "/organizations/{organization}/invitations/{invitation}",       Member(Role::Admin),          200, ""),
    route("GET",    "/organizations/{organization}/audit",                          Member(Role::Admin),          200, ""),
    route("GET",    "/organizations/{organization}/usage",                          Member(Role::Member),         200, ""),
    route("GET",    "/organizations/{organization}/api_keys",                       Member(Role::Member),         200, ""),
    route("POST",   "/organizations/{organization}/api_keys",                       Member(Role::Admin),          201, NEW_KEY),
    route("GET",    "/organizations/{organization}/api_keys/{key}",                 Member(Role::Member),         200, ""),
    route("PATCH",  "/organizations/{organization}/api_keys/{key}",                 Member(Role::Admin),          200, NAME),
    route("DELETE", "/organizations/{organization}/api_keys/{key}",                 Member(Role::Admin),          200, ""),
    route("GET",    "/organizations/{organization}/api_keys/{key}/usage",           Member(Role::Member),         200, ""),
    route("GET",    "/organizations/{organization}/api_keys/{key}/tokens",          Member(Role::Member),         200, ""),
    route("DELETE", "/organizations/{organization}/api_keys/{key}/tokens/{token}",  Member(Role::Admin),          200, ""),
    route("POST",   "/organizations/{organization}/api_keys/{key}/rotate",          Member(Role::Admin),          200, ""),
    route("POST",   "/organizations/{organization}/api_keys/{key}/rotate/complete", Member(Role::Admin),          200, ""),
    route("POST",   "/organizations/{organization}/api_keys/{key}/rotate/cancel",   Member(Role::Admin),          200, ""),
    route("POST",   "/organizations/{organization}/api_keys/identify",              Member(Role::Admin),          200, FOUND_KEY),
    route("GET",    "/organizations/{organization}/inboxes",                        Member(Role::Member),         200, ""),
    route("POST",   "/organizations/{organization}/inboxes",                        Member(Role::Member),         201, NAME),
    route("GET",    "/organizations/{organization}/inboxes/{inbox}",                Member(Role::Member),         200, ""),
    route("DELETE", "/organizations/{organization}/inboxes/{inbox}",                Member(Role::Member),         200, ""),
    route("GET",    "/v1/whoami",                                                   Either,                       200, ""),
    route("DELETE", "/v1/whoami",                                                   AnyKey,                       200, ""),
    route("GET",    "/forward-auth",                                                Either,                       204, ""),
    route("GET",    "/v1/api_keys",                                                 Key(Scope::KeysRead),         200, ""),
    route("POST",   "/v1/api_keys",                                                 Key(Scope::KeysWrite),        201, NEW_KEY),
    route("GET",    "/v1/api_keys/{key}",                                           Key(Scope::KeysRead),         200, ""),
    route("PATCH",  "/v1/api_keys/{key}",                                           Key(Scope::KeysWrite),        200, NAME),
    route("DELETE", "/v1/api_keys/{key}",                                           Key(Scope::KeysWrite),        200, ""),
    route("GET",    "/v1/api_keys/{key}/usage",                                     Key(Scope::KeysRead),         200, ""),
    route("GET",    "/v1/api_keys/{key}/tokens",                                    Key(Scope::KeysRead),         200, ""),
    route("DELETE", "/v1/api_keys/{key}/tokens/{token}",                            Key(Scope::KeysWrite),        200, ""),
    route("POST",   "/v1/api_keys/{key}/rotate",                                    Key(Scope::KeysWrite),        200, ""),
    route("POST",   "/v1/api_keys/{key}/rotate/complete",                           Key(Scope::KeysWrite),        200, ""),
    route("POST",   "/v1/api_keys/{key}/rotate/cancel",                             Key(Scope::KeysWrite),        200, ""),
    route("GET",    "/v1/inboxes",                                                  Key(Scope::InboxesRead),      200, ""),
    route("POST",   "/v1/inboxes",                                                  Key(Scope::InboxesWrite),     201, NAME),
    route("GET",    "/v1/inboxes/{inbox}",                                          Key(Scope::InboxesRead),      200, ""),
    route("DELETE", "/v1/inboxes/{inbox}",                                          Key(Scope::InboxesWrite),     200, ""),
    route("POST",   "/leaks",                                                       Anyone,                       200, FOUND_KEY),
    route("POST",   "/oauth/token",                                                 AnyKey,                       200, RUN),
    route("POST",   "/oauth/introspect",                                            Key(Scope::TokensIntrospect), 200, SHOWN_TOKEN),
    route("POST",   "/oauth/revoke",                                                Key(Scope::TokensIntrospect), 200, SHOWN_REFRESH),
    route("GET",    "/.well-known/oauth-authorization-server",                      Anyone,                       200, ""),
    route("GET",    "/.well-known/oauth-protected-resource",                        Anyone,                       200, ""),
    route("GET",    "/health",                                                      Anyone,                       200, ""),
    route("GET",    "/health/ready",                                                Anyone,                       200, ""),
];
