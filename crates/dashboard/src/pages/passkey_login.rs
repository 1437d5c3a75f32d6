//! A login by a passkey alone.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use sendook_domain::entities::ClientInfo;
use sendook_web::requests::log_in_by_passkey;
use sendook_web::{Origin, run};

use super::log_in;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form_token::FormKey;
use crate::next_page::own_path;
use crate::passkeys::{ANSWER, PasskeyAsk};
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::GuestSubmission;

#[derive(Template)]
#[template(path = "passkey_login.html")]
struct PasskeyLoginPage<'a> {
    prefix: String,
    form_token: String,
    next: &'a str,
    fault: &'a str,
    ask: PasskeyAsk,
}

/// `GET` of a path that has only a form.
pub(crate) async fn back() -> HttpResponse {
    see_other("/login")
}

/// `POST /login/passkey`: a page that asks for any passkey of this service.
pub(crate) async fn ask(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    match &sent {
        GuestSubmission::Ours(form) => {
            let next = own_path(form.value("next")).unwrap_or_default();
            show(&request, &api, origin, &Faults::default(), next).await
        }
        GuestSubmission::Unproven(typed) => unproven(&request, typed.shown().value("next")),
    }
}

fn unproven(request: &HttpRequest, next: &str) -> Answer {
    let next = own_path(next).unwrap_or_default();
    log_in::show(request, &Faults::unproven(), "", next, "")
}

async fn show(
    request: &HttpRequest,
    api: &SharedApi,
    origin: ClientInfo,
    faults: &Faults,
    next: &str,
) -> Answer {
    let ask = run(api.clone(), move |api| {
        api.services.passkey_login.ask(&origin)
    });
    let template = PasskeyLoginPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.guest_token(),
        next,
        fault: faults.sentence(),
        ask: PasskeyAsk {
            // Whoever reads what went wrong is not interrupted.
            starts: faults.sentence().is_empty(),
            ..PasskeyAsk::for_known(ask.await?, ANSWER)
        },
    };
    faults.page(&template)
}

/// `POST /login/passkey/finish`
pub(crate) async fn finish(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let form = match &sent {
        GuestSubmission::Ours(form) => form,
        GuestSubmission::Unproven(typed) => {
            return unproven(&request, typed.shown().value("next"));
        }
    };
    let next = own_path(form.value("next")).unwrap_or_default();
    let answer = form.value(ANSWER).to_owned();
    match log_in_by_passkey(api.clone(), answer, origin.clone()).await {
        Ok(issued) => log_in::enter(&request, &api, &issued, next, origin).await,
        Err(error) => show(&request, &api, origin, &Faults::of(error)?, next).await,
    }
}
