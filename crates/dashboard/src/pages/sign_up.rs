use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::accounts::OpenedAccount;
use sendook_web::requests::register as register_account;
use sendook_web::{Origin, Problem};

use crate::answer::{Answer, page, see_other};
use crate::cookies::CookieJar;
use crate::faults::Faults;
use crate::form::Form;
use crate::form_token::FormKey;
use crate::next_page::HOME;
use crate::page_error::PageError;
use crate::person::{OwnAccount, Person};
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::{Field, Reveal, Section, Shell};

#[derive(Template)]
#[template(path = "sign_up.html")]
struct SignUpPage<'a> {
    prefix: String,
    form_token: String,
    faults: &'a Faults,
    fields: [Field<'a>; 4],
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    shell: Shell,
    first_name: String,
    inbox: String,
    reveal: Reveal,
}

/// `GET /signup`
pub(crate) async fn form(
    request: HttpRequest,
    api: SharedApi,
    person: Result<OwnAccount, PageError>,
) -> Answer {
    match person {
        Ok(_) => Ok(see_other(HOME)),
        Err(PageError::NoSession) => {
            api.services
                .registration
                .check_open()
                .map_err(Problem::from)?;
            show(&request, &api, &Faults::default(), None)
        }
        Err(error) => Err(error),
    }
}

/// The fields of a new account: first name, last name, e-mail address and password.
pub(super) fn account_fields<'a>(api: &SharedApi) -> [Field<'a>; 4] {
    let shortest = api.settings.services.passwords.min_chars;
    let password = Field::new_password("password", "Password", shortest);
    [
        Field::first_name(),
        Field::last_name(),
        Field::email(),
        password,
    ]
}

fn show(request: &HttpRequest, api: &SharedApi, faults: &Faults, typed: Option<&Form>) -> Answer {
    let template = SignUpPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.guest_token(),
        faults,
        fields: account_fields(api).map(|field| field.typed(typed, faults)),
    };
    faults.page(&template)
}

/// `POST /signup`
pub(crate) async fn register(
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
    let fields = form.read(["email", "password", "first_name", "last_name"]);
    let key = FormKey::of(&request)?;
    match register_account(api.clone(), fields, origin).await {
        Ok(account) => welcome(&request, &api, &account, &key),
        Err(error) => show(&request, &api, &Faults::of(error)?, Some(&form)),
    }
}

/// The one page that shows the first key. Once there is a key, nothing on the way to this page asks the store: the key
/// would be lost with the answer.
fn welcome(
    request: &HttpRequest,
    api: &SharedApi,
    account: &OpenedAccount,
    key: &FormKey,
) -> Answer {
    CookieJar::of(request).keep_session(&account.session, api.clock.now());
    key.keep(request, api);
    let person = Person::of_account(api, request, account, key);
    let template = WelcomePage {
        shell: Shell::new(&person, Section::ApiKeys),
        first_name: person.user.first_name.as_str().to_owned(),
        inbox: account.inbox.address.as_str().to_owned(),
        reveal: Reveal::new(request, &account.api_key),
    };
    page(StatusCode::CREATED, &template)
}
