//! The page that a reset link leads to. The token stands behind the `#` of the link, which no browser sends: it reaches neither
//! a log nor another site, and opening the page uses nothing up.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_web::Origin;
use sendook_web::requests::reset_password;

use crate::answer::{Answer, see_other};
use crate::faults::{Faults, of_field};
use crate::form_token::FormKey;
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::Field;

#[derive(Template)]
#[template(path = "reset_password.html")]
struct ResetPasswordPage<'a> {
    prefix: String,
    form_token: String,
    faults: &'a Faults,
    token: Field<'a>,
    password: Field<'a>,
}

/// `GET /reset-password`
pub(crate) async fn form(request: HttpRequest, api: SharedApi) -> Answer {
    show(&request, &api, &Faults::default(), "")
}

fn show(request: &HttpRequest, api: &SharedApi, faults: &Faults, token: &str) -> Answer {
    let shortest = api.settings.services.passwords.min_chars;
    let template = ResetPasswordPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.guest_token(),
        faults,
        token: Field::text("token", "Link")
            .hint("Paste the link that you were given.")
            .value(token)
            .fault(faults.on("token")),
        password: Field::new_password("new_password", "New password", shortest)
            .fault(faults.on("new_password")),
    };
    faults.page(&template)
}

/// `POST /reset-password`
pub(crate) async fn reset(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let form = match sent {
        GuestSubmission::Ours(form) => form.with("token", token_of),
        GuestSubmission::Unproven(typed) => {
            let token = token_of(typed.shown().value("token"));
            return show(&request, &api, &Faults::unproven(), token);
        }
    };
    let fields = form.read(["token", "new_password"]);
    match reset_password(api.clone(), fields, origin).await {
        Ok(()) => Ok(see_other("/login?notice=password-set")),
        Err(error) => {
            let faults = Faults::of(of_field("token", StatusCode::UNAUTHORIZED, error))?;
            show(&request, &api, &faults, form.value("token"))
        }
    }
}

/// The token of a whole link, as people paste it; or what is no link, as it is.
pub(super) fn token_of(typed: &str) -> &str {
    typed.rsplit('#').next().unwrap_or_default().trim()
}
