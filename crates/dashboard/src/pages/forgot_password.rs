//! The page on which a person who forgot the password asks for a link that sets a new one.

use actix_web::HttpRequest;
use askama::Template;
use sendook_web::requests::ask_for_reset;
use sendook_web::{Origin, Problem};

use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::form_token::FormKey;
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::Field;

#[derive(Template)]
#[template(path = "forgot_password.html")]
struct ForgotPasswordPage<'a> {
    prefix: String,
    form_token: String,
    faults: &'a Faults,
    email: Field<'a>,
    mails: bool,
}

/// `GET /forgot-password`
pub(crate) async fn form(request: HttpRequest, api: SharedApi) -> Answer {
    show(&request, &api, &Faults::default(), None)
}

fn show(request: &HttpRequest, api: &SharedApi, faults: &Faults, typed: Option<&Form>) -> Answer {
    let template = ForgotPasswordPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.guest_token(),
        faults,
        email: Field::email().typed(typed, faults),
        mails: api.settings.services.mail,
    };
    faults.page(&template)
}

/// `POST /forgot-password`: the same answer whether or not there is an account.
pub(crate) async fn ask(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let form = match sent {
        GuestSubmission::Ours(form) => form,
        GuestSubmission::Unproven(typed) => {
            return show(&request, &api, &Faults::unproven(), Some(typed.shown()));
        }
    };
    let asked = match api.services.forgotten_password.check_mail() {
        Ok(()) => ask_for_reset(api.clone(), form.read(["email"]), origin).await,
        Err(error) => Err(Problem::from(error)),
    };
    match asked {
        Ok(()) => Ok(see_other("/login?notice=reset-mailed")),
        Err(error) => show(&request, &api, &Faults::of(error)?, Some(&form)),
    }
}
