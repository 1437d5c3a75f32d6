use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use sendook_domain::accounts::LoggedIn;
use sendook_domain::entities::ClientInfo;
use sendook_domain::sessions::{IssuedSession, LogoutScope};
use sendook_web::requests::{self, login_request};
use sendook_web::{Api, Origin, Problem, Query, run};

use super::second_factor;
use crate::answer::{Answer, see_other};
use crate::cookies::CookieJar;
use crate::faults::Faults;
use crate::form::Form;
use crate::form_token::FormKey;
use crate::next_page::{HOME, own_path};
use crate::page_error::PageError;
use crate::passkeys::PasskeyPlace;
use crate::person::{OwnAccount, session};
use crate::shared_api::{SharedApi, shared_api};
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::{Field, notice};

#[derive(Template)]
#[template(path = "log_in.html")]
struct LogInPage<'a> {
    prefix: String,
    form_token: String,
    next: &'a str,
    notice: &'static str,
    faults: &'a Faults,
    email: Field<'a>,
    password: Field<'a>,
    may_register: bool,
    passkeys: PasskeyPlace,
}

/// `GET /login`
pub(crate) async fn form(
    request: HttpRequest,
    mut query: Query,
    person: Result<OwnAccount, PageError>,
) -> Answer {
    let next = query.optional("next", |text| own_path(text).map(str::to_owned).ok_or(""));
    let next = next.unwrap_or_default();
    match person {
        Ok(_) => Ok(see_other(own_path(&next).unwrap_or(HOME))),
        Err(PageError::NoSession) => {
            let notice = notice(&mut query);
            show(&request, &Faults::default(), "", &next, notice)
        }
        Err(error) => Err(error),
    }
}

pub(super) fn show(
    request: &HttpRequest,
    faults: &Faults,
    email: &str,
    next: &str,
    notice: &'static str,
) -> Answer {
    let template = LogInPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.guest_token(),
        next,
        notice,
        faults,
        email: Field::email().value(email).fault(faults.on("email")),
        password: Field::password("password", "Password")
            .filled_by("current-password")
            .fault(faults.on("password")),
        may_register: shared_api(request)?
            .services
            .registration
            .check_open()
            .is_ok(),
        passkeys: PasskeyPlace::of(request)?,
    };
    faults.page(&template)
}

/// `POST /login`
pub(crate) async fn log_in(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let form = match sent {
        GuestSubmission::Ours(form) => form,
        GuestSubmission::Unproven(typed) => {
            let form = typed.shown();
            let next = own_path(form.value("next")).unwrap_or_default();
            return show(&request, &Faults::unproven(), form.value("email"), next, "");
        }
    };
    let next = own_path(form.value("next")).unwrap_or_default();
    let (email, password) = match login_request(form.read(["email", "password"])) {
        Ok(read) => read,
        Err(error) => return again(&request, error, &form, next),
    };
    match requests::log_in(api.clone(), email, password, origin.clone()).await {
        Ok(LoggedIn::Session(issued)) => enter(&request, &api, &issued, next, origin).await,
        Ok(LoggedIn::SecondFactorDue(waiting)) => {
            second_factor::ask(&request, &Faults::default(), waiting.token.expose(), next).await
        }
        Err(error) => again(&request, error, &form, next),
    }
}

/// Keeps a session that has just begun in the browser, and leads on.
pub(super) async fn enter(
    request: &HttpRequest,
    api: &SharedApi,
    issued: &IssuedSession,
    next: &str,
    origin: ClientInfo,
) -> Answer {
    // Another tab may have logged in since the form was shown: that session would live on in no browser.
    let other = match session(request).await {
        Ok(session) => Some(session),
        Err(PageError::NoSession) => None,
        Err(error) => return Err(error),
    };
    CookieJar::of(request).keep_session(issued, api.clock.now());
    FormKey::of(request)?.keep(request, api);
    if let Some(session) = other {
        let current = LogoutScope::Current;
        let end = move |api: &Api| {
            let sessions = &api.services.sessions;
            sessions.log_out(&session, current, &origin)
        };
        run(api.clone(), end).await?;
    }
    Ok(see_other(own_path(next).unwrap_or(HOME)))
}

fn again(
    request: &HttpRequest,
    error: Problem,
    form: &Form,
    next: &str,
) -> Result<HttpResponse, PageError> {
    let faults = Faults::of(error)?;
    show(request, &faults, form.value("email"), next, "")
}
