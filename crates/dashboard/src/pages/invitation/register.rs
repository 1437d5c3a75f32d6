use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::entities::StoredInvitation;
use sendook_domain::values::Secret;
use sendook_web::Origin;
use sendook_web::requests::register_invited;

use super::look::{ask, kept};
use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::faults::{Faults, of_field};
use crate::form::Form;
use crate::form_token::FormKey;
use crate::pages::organization::choose::work_in;
use crate::pages::sign_up::account_fields;
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::Field;

#[derive(Template)]
#[template(path = "invitation/register.html")]
struct RegisterPage<'a> {
    prefix: &'a str,
    form_token: String,
    faults: &'a Faults,
    fields: [Field<'a>; 4],
    /// Empty where it is not known.
    organization: &'a str,
}

/// `GET /invitation/register`
pub(crate) async fn form(request: HttpRequest, Origin(origin): Origin, api: SharedApi) -> Answer {
    match kept(&request, &api, &origin).await? {
        Ok(stored) => show(&request, &api, &Faults::default(), None, Some(&stored)),
        Err(faults) => ask(&request, &faults, "", ""),
    }
}

fn show(
    request: &HttpRequest,
    api: &SharedApi,
    faults: &Faults,
    typed: Option<&Form>,
    stored: Option<&StoredInvitation>,
) -> Answer {
    let invited = stored.map_or("", |stored| stored.invitation.email.as_typed());
    let [first_name, last_name, email, password] = account_fields(api);
    let fields = [first_name, last_name, email.value(invited), password];
    let site = Site::of(request);
    let template = RegisterPage {
        prefix: site.prefix(),
        form_token: FormKey::of(request)?.guest_token(),
        faults,
        fields: fields.map(|field| field.typed(typed, faults)),
        organization: stored.map_or("", |stored| stored.organization.name.as_str()),
    };
    faults.page(&template)
}

/// `POST /invitation/register`: opens an account, which begins in the organization of the invitation.
pub(crate) async fn register(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let form = match sent {
        GuestSubmission::Ours(form) => form,
        GuestSubmission::Unproven(typed) => {
            let typed = Some(typed.shown());
            return show(&request, &api, &Faults::unproven(), typed, None);
        }
    };
    let fields = form.read(["email", "password", "first_name", "last_name"]);
    let token = Kept::Invitation.of(&request);
    let token = token.unwrap_or_else(|| Secret::new(String::new()));
    let key = FormKey::of(&request)?;
    let error = match register_invited(api.clone(), fields, token, origin.clone()).await {
        Ok(account) => {
            CookieJar::of(&request).keep_session(&account.session, api.clock.now());
            key.keep(&request, &api);
            work_in(&request, &api, &account.membership);
            CookieJar::of(&request).forget(Kept::Invitation);
            return Ok(see_other("/overview?notice=joined"));
        }
        Err(error) => error,
    };
    let faults = Faults::of(of_field("token", StatusCode::UNAUTHORIZED, error))?;
    match kept(&request, &api, &origin).await? {
        Ok(stored) => show(&request, &api, &faults, Some(&form), Some(&stored)),
        Err(_) => ask(&request, &faults, "", ""),
    }
}
