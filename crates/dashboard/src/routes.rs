use actix_web::http::header;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest as _, HttpRequest, Responder};
use sendook_web::{Endpoint, Problem, is_api};

use crate::assets;
use crate::gate::gate;
use crate::page_error::PageError;
use crate::pages::api_keys::{activity, change, delete, end_secret, rotate, run_tokens, show};
use crate::pages::factors::{app, passkey, recovery_codes, rename};
use crate::pages::invitation::{accept, look, register};
use crate::pages::members::{end_invitation, invite, list, remove, role};
use crate::pages::organization::{
    choose, delete as delete_organization, new, second_factor as requirement,
};
use crate::pages::settings::email;
use crate::pages::{
    api_keys, audit, factors, forgot_password, help, home, inboxes, log_in, log_out, overview,
    passkey_login, reset_password, second_factor, sessions, settings, sign_up, verify_email,
};
use crate::person::OwnAccount;
use crate::site::Site;

/// Adds the dashboard to the application that [`sendook_web::app`] makes, after its routes: those stay as they are, and
/// unknown paths of the API too.
pub fn configure(config: &mut ServiceConfig, site: &Site) {
    let pages = web::scope("")
        .configure(pages)
        .default_service(web::to(nowhere))
        .wrap(from_fn(gate));
    config
        .app_data(web::Data::new(site.clone()))
        .service(Endpoint::at("/assets/{name}").get(assets::serve))
        .service(pages);
}

#[rustfmt::skip] // A table is read by its columns.
fn pages(config: &mut ServiceConfig) {
    config
        .service(Endpoint::at("/").get(home::go))
        .service(Endpoint::at("/signup").get(sign_up::form).post(sign_up::register))
        .service(Endpoint::at("/login").get(log_in::form).post(log_in::log_in))
        .service(Endpoint::at("/login/second-factor").get(second_factor::back).post(second_factor::show))
        .service(Endpoint::at("/login/passkey").get(passkey_login::back).post(passkey_login::ask))
        .service(Endpoint::at("/login/passkey/finish").get(passkey_login::back).post(passkey_login::finish))
        .service(Endpoint::at("/forgot-password").get(forgot_password::form).post(forgot_password::ask))
        .service(Endpoint::at("/reset-password").get(reset_password::form).post(reset_password::reset))
        .service(Endpoint::at("/verify-email").get(verify_email::form).post(verify_email::verify))
        .service(Endpoint::at("/logout").get(home::go).post(log_out::log_out))
        .service(Endpoint::at("/invitation").get(look::show).post(look::look))
        .service(Endpoint::at("/invitation/accept").get(look::show).post(accept::accept))
        .service(Endpoint::at("/invitation/register").get(register::form).post(register::register))
        .service(Endpoint::at("/organization").get(home::go).post(choose::choose))
        .service(Endpoint::at("/organization/new").get(new::form).post(new::create))
        .service(Endpoint::at("/organization/delete").get(delete_organization::ask).post(delete_organization::delete))
        .service(Endpoint::at("/organization/second-factor").get(requirement::ask).post(requirement::require))
        .service(Endpoint::at("/overview").get(overview::show))
        .service(Endpoint::at("/api-keys").get(api_keys::list::list).post(api_keys::generate::generate))
        // Before `{id}`, which would match it too.
        .service(Endpoint::at("/api-keys/new").get(api_keys::generate::new))
        .service(Endpoint::at("/api-keys/{id}").get(show::show))
        .service(Endpoint::at("/api-keys/{id}/change").get(show::back).post(change::change))
        .service(Endpoint::at("/api-keys/{id}/disable").get(activity::ask).post(activity::disable))
        .service(Endpoint::at("/api-keys/{id}/enable").get(show::back).post(activity::enable))
        .service(Endpoint::at("/api-keys/{id}/rotate").get(rotate::ask).post(rotate::rotate))
        .service(Endpoint::at("/api-keys/{id}/rotate/complete").get(end_secret::completion).post(end_secret::complete))
        .service(Endpoint::at("/api-keys/{id}/rotate/cancel").get(end_secret::cancellation).post(end_secret::cancel))
        .service(Endpoint::at("/api-keys/{id}/tokens/end-all").get(run_tokens::ask_all).post(run_tokens::end_all))
        .service(Endpoint::at("/api-keys/{id}/tokens/{token_id}/end").get(run_tokens::ask_one).post(run_tokens::end_one))
        .service(Endpoint::at("/api-keys/{id}/delete").get(delete::ask).post(delete::delete))
        .service(Endpoint::at("/inboxes").get(inboxes::list).post(inboxes::create))
        .service(Endpoint::at("/inboxes/new").get(inboxes::new))
        .service(Endpoint::at("/inboxes/{id}/delete").get(inboxes::deletion).post(inboxes::delete))
        .service(Endpoint::at("/members").get(list::list))
        .service(Endpoint::at("/members/invite").get(invite::form).post(invite::invite))
        .service(Endpoint::at("/members/invitations/{id}/end").get(list::back).post(end_invitation::end))
        .service(Endpoint::at("/members/{id}/role").get(role::ask).post(role::change))
        .service(Endpoint::at("/members/{id}/remove").get(remove::ask).post(remove::remove))
        .service(Endpoint::at("/sessions").get(sessions::list))
        .service(Endpoint::at("/sessions/end-others").get(sessions::back).post(sessions::end_others))
        .service(Endpoint::at("/sessions/{id}/end").get(sessions::back).post(sessions::end))
        .service(Endpoint::at("/settings").get(settings::show))
        .service(Endpoint::at("/settings/profile").get(settings::back).post(settings::rename_person))
        .service(Endpoint::at("/settings/organization").get(settings::back).post(settings::rename_organization))
        .service(Endpoint::at("/settings/email").get(settings::back).post(email::change))
        .service(Endpoint::at("/settings/email/resend").get(settings::back).post(email::resend))
        .service(Endpoint::at("/settings/password").get(settings::back).post(settings::change_password))
        .service(Endpoint::at("/settings/second-factor").get(factors::list::list))
        .service(Endpoint::at("/settings/second-factor/recovery-codes").get(recovery_codes::ask).post(recovery_codes::renew))
        .service(Endpoint::at("/settings/second-factor/app").get(factors::list::back).post(app::offer))
        .service(Endpoint::at("/settings/second-factor/app/{id}").get(factors::list::back).post(app::confirm))
        .service(Endpoint::at("/settings/second-factor/passkey").get(factors::list::back).post(passkey::offer))
        .service(Endpoint::at("/settings/second-factor/passkey/{id}").get(factors::list::back).post(passkey::finish))
        .service(Endpoint::at("/settings/second-factor/{id}/rename").get(rename::ask).post(rename::rename))
        .service(Endpoint::at("/settings/second-factor/{id}/remove").get(factors::remove::ask).post(factors::remove::remove))
        .service(Endpoint::at("/audit").get(audit::list))
        .service(Endpoint::at("/audit/export").get(audit::export::export))
        .service(Endpoint::at("/help").get(help::show));
}

/// An unknown path: a page for people, JSON for programs.
async fn nowhere(request: HttpRequest) -> Result<impl Responder, actix_web::Error> {
    let headers = request.headers().get_all(header::ACCEPT);
    let for_people = headers
        .filter_map(|accept| accept.to_str().ok())
        .any(|accept| accept.contains("text/html"));
    if for_people && !is_api(request.path()) {
        // Whoever is logged in keeps the ways to the other pages; whether anybody is, and why not, is no matter here.
        let _ = OwnAccount::extract(&request).await;
        return Err::<&str, _>(PageError::gone("There is no such page.").into());
    }
    Err(Problem::no_such_route(request.path()).into())
}
