//! The routes: read the request, one use case, build the answer.

mod api_keys;
mod audit;
mod auth;
mod emails;
mod endpoint;
mod factors;
mod forward_auth;
mod health;
mod inboxes;
mod invitations;
mod joining;
mod key_fields;
mod key_names;
mod leaks;
mod members;
mod metadata;
mod oauth;
mod organizations;
mod passkeys;
mod password_proof;
mod password_resets;
mod passwords;
mod person_names;
mod reauthentication;
mod run_tokens;
mod second_factor;
mod sessions;
mod usage;
mod whoami;

use actix_web::web::ServiceConfig;
use sendook_domain::authentication::ApiKeyPrincipal;
use sendook_domain::authorization::Membership;

pub(crate) use self::api_keys::IdentifiedKeysDto;
pub use self::audit::audit_lines;
pub(crate) use self::auth::OpenedAccountDto;
pub use self::emails::{change_email, follow_email_link, resend_verification};
pub use self::endpoint::Endpoint;
pub(crate) use self::health::{Health, Ready};
pub use self::inboxes::inbox_request;
pub(crate) use self::invitations::AcceptedInvitationDto;
pub use self::invitations::invitation_request;
pub use self::joining::register_invited;
pub use self::key_fields::{key_change, key_request, rotation_request};
pub use self::members::role_request;
pub(crate) use self::metadata::{AuthorizationServer, ProtectedResource};
pub(crate) use self::oauth::{Introspection, Nothing};
pub use self::organizations::organization_name;
pub use self::passkeys::{log_in_by_passkey, show_passkey};
pub use self::password_resets::{ask_for_reset, reset_password};
pub use self::passwords::{change_password, log_in, login_request, register};
pub use self::person_names::names_request;
pub use self::reauthentication::prove_again;
pub(crate) use self::run_tokens::TokenResponse;
pub use self::second_factor::show_second_factor;
pub(crate) use self::whoami::{EndedDto, Whoami};
use crate::authn::Principal;
use crate::request::FORWARD_AUTH;

/// Every route of the service. The first that matches answers, and each that does not costs a comparison: what
/// services call comes first.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(
        Endpoint::at("/v1/whoami")
            .get(whoami::get)
            .delete(whoami::end),
    );
    config.service(Endpoint::at(FORWARD_AUTH).any(forward_auth::judge));
    resources::<ApiKeyPrincipal>(config, "/v1");
    config
        .service(
            Endpoint::at("/auth/register")
                .listing_errors()
                .post(auth::register),
        )
        .service(
            Endpoint::at("/auth/login")
                .listing_errors()
                .post(auth::login),
        )
        .service(Endpoint::at("/auth/refresh").post(sessions::refresh))
        .service(Endpoint::at("/auth/user").get(auth::user))
        .service(Endpoint::at("/auth/password").post(auth::change_password))
        .service(Endpoint::at("/auth/password/reset").post(password_resets::reset))
        .service(Endpoint::at("/auth/password/forgot").post(password_resets::forgot))
        .service(Endpoint::at("/auth/reauthenticate").post(reauthentication::reauthenticate))
        .service(Endpoint::at("/auth/email").post(emails::change))
        .service(Endpoint::at("/auth/email/verify").post(emails::verify))
        .service(Endpoint::at("/auth/email/resend").post(emails::resend))
        .service(Endpoint::at("/auth/invitations/look").post(invitations::look))
        .service(Endpoint::at("/auth/invitations/accept").post(invitations::accept))
        .service(Endpoint::at("/auth/sessions").get(sessions::list))
        .service(Endpoint::at("/auth/sessions/{id}").delete(sessions::end))
        .service(Endpoint::at("/auth/logout").post(auth::log_out))
        .service(
            Endpoint::at("/organizations")
                .get(organizations::list)
                .post(organizations::create),
        )
        .service(
            Endpoint::at("/organizations/{organization_id}")
                .get(organizations::get)
                .patch(organizations::change)
                .delete(organizations::delete),
        )
        .service(Endpoint::at("/organizations/{organization_id}/members").get(members::list))
        .service(
            Endpoint::at("/organizations/{organization_id}/invitations")
                .get(invitations::list)
                .post(invitations::invite),
        )
        .service(
            Endpoint::at("/organizations/{organization_id}/invitations/{id}")
                .delete(invitations::end),
        )
        .service(
            Endpoint::at("/organizations/{organization_id}/members/{id}")
                .patch(members::change_role)
                .delete(members::remove),
        )
        .service(Endpoint::at("/organizations/{organization_id}/audit").get(audit::list))
        .service(Endpoint::at("/organizations/{organization_id}/usage").get(usage::of_organization))
        .service(Endpoint::at("/leaks").post(leaks::report))
        .service(
            Endpoint::at("/oauth/introspect")
                .of_oauth()
                .post(oauth::introspect),
        )
        .service(
            Endpoint::at("/oauth/token")
                .of_oauth()
                .post(run_tokens::issue),
        )
        .service(Endpoint::at("/oauth/revoke").of_oauth().post(oauth::revoke))
        .service(
            Endpoint::at("/.well-known/oauth-authorization-server{issuer_path:.*}")
                .get(metadata::authorization_server),
        )
        .service(
            Endpoint::at("/.well-known/oauth-protected-resource{issuer_path:.*}")
                .get(metadata::protected_resource),
        )
        .service(Endpoint::at("/health").get(health::health))
        .service(Endpoint::at("/health/ready").get(health::ready));
    // Before `{id}`, which would match it too.
    config.service(
        Endpoint::at("/organizations/{organization_id}/api_keys/identify").post(api_keys::identify),
    );
    resources::<Membership>(config, "/organizations/{organization_id}");
    second_factors(config);
}

/// The routes of second factors: logins that wait for one or take a passkey alone, and what people set up.
fn second_factors(config: &mut ServiceConfig) {
    config
        .service(
            Endpoint::at("/auth/login/second-factor")
                .listing_errors()
                .post(second_factor::show),
        )
        .service(
            Endpoint::at("/auth/login/second-factor/passkey")
                .listing_errors()
                .post(passkeys::ask_for_second_factor),
        )
        .service(
            Endpoint::at("/auth/login/passkey")
                .listing_errors()
                .post(passkeys::ask_at_login),
        )
        .service(
            Endpoint::at("/auth/login/passkey/finish")
                .listing_errors()
                .post(passkeys::log_in),
        )
        .service(Endpoint::at("/auth/reauthenticate/passkey").post(passkeys::ask_again))
        .service(Endpoint::at("/auth/factors").get(factors::list))
        .service(Endpoint::at("/auth/factors/totp").post(factors::offer_totp))
        .service(Endpoint::at("/auth/factors/passkey").post(passkeys::offer))
        .service(Endpoint::at("/auth/factors/passkey/{id}/finish").post(passkeys::finish))
        .service(Endpoint::at("/auth/factors/{id}/confirm").post(factors::confirm))
        .service(
            Endpoint::at("/auth/factors/{id}")
                .patch(factors::rename)
                .delete(factors::remove),
        )
        .service(Endpoint::at("/auth/recovery-codes").post(factors::renew_recovery_codes));
}

/// The resources of an organization, which are reachable under two prefixes: one for people, one for services.
fn resources<P: Principal>(config: &mut ServiceConfig, roof: &str) {
    config
        .service(
            Endpoint::at(&format!("{roof}/inboxes"))
                .get(inboxes::list::<P>)
                .post(inboxes::create::<P>),
        )
        .service(
            Endpoint::at(&format!("{roof}/inboxes/{{id}}"))
                .get(inboxes::get::<P>)
                .delete(inboxes::delete::<P>),
        )
        .service(
            Endpoint::at(&format!("{roof}/api_keys"))
                .get(api_keys::list::<P>)
                .post(api_keys::create::<P>),
        )
        .service(
            Endpoint::at(&format!("{roof}/api_keys/{{id}}"))
                .get(api_keys::get::<P>)
                .patch(api_keys::change::<P>)
                .delete(api_keys::delete::<P>),
        )
        .service(Endpoint::at(&format!("{roof}/api_keys/{{id}}/usage")).get(usage::of_key::<P>))
        .service(Endpoint::at(&format!("{roof}/api_keys/{{id}}/tokens")).get(run_tokens::list::<P>))
        .service(
            Endpoint::at(&format!("{roof}/api_keys/{{id}}/tokens/{{token_id}}"))
                .delete(run_tokens::end::<P>),
        )
        .service(
            Endpoint::at(&format!("{roof}/api_keys/{{id}}/rotate")).post(api_keys::rotate::<P>),
        )
        .service(
            Endpoint::at(&format!("{roof}/api_keys/{{id}}/rotate/complete"))
                .post(api_keys::complete_rotation::<P>),
        )
        .service(
            Endpoint::at(&format!("{roof}/api_keys/{{id}}/rotate/cancel"))
                .post(api_keys::cancel_rotation::<P>),
        );
}
