//! The page that a mailed link about an e-mail address leads to. The token stands behind the `#` of the link, which no browser sends: it reaches neither
//! a log nor another site, and opening the page uses nothing up.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_web::Origin;
use sendook_web::requests::follow_email_link;

use crate::answer::{Answer, see_other};
use crate::faults::{Faults, of_field};
use crate::form_token::FormKey;
use crate::pages::reset_password::token_of;
use crate::person::session;
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::Field;

#[derive(Template)]
#[template(path = "verify_email.html")]
struct VerifyEmailPage<'a> {
    prefix: String,
    form_token: String,
    faults: &'a Faults,
    token: Field<'a>,
}

/// `GET /verify-email`
pub(crate) async fn form(request: HttpRequest) -> Answer {
    show(&request, &Faults::default(), "")
}

fn show(request: &HttpRequest, faults: &Faults, token: &str) -> Answer {
    let template = VerifyEmailPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.guest_token(),
        faults,
        token: Field::text("token", "Link")
            .hint("Paste the link that was mailed to you.")
            .value(token)
            .fault(faults.on("token")),
    };
    faults.page(&template)
}

/// `POST /verify-email`
pub(crate) async fn verify(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let form = match sent {
        GuestSubmission::Ours(form) => form.with("token", token_of),
        GuestSubmission::Unproven(typed) => {
            let token = token_of(typed.shown().value("token"));
            return show(&request, &Faults::unproven(), token);
        }
    };
    let fields = form.read(["token"]);
    match follow_email_link(api, fields, origin).await {
        Ok(()) => {
            let page = match session(&request).await {
                Ok(_) => "/settings",
                Err(_) => "/login",
            };
            Ok(see_other(&format!("{page}?notice=email-verified")))
        }
        Err(error) => {
            let faults = Faults::of(of_field("token", StatusCode::UNAUTHORIZED, error))?;
            show(&request, &faults, form.value("token"))
        }
    }
}
