//! Sensitive changes take a recent proof of who asks. A form that came without one is kept in a page that asks for it, and is
//! sent again from there with everything that was typed.
//!
//! The handler of a form knows nothing of this. It reports the refusal of its use case as any other; the proof comes with the
//! form, and is judged before the handler runs.

use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest};
use askama::Template;
use sendook_domain::entities::ClientInfo;
use sendook_web::{Fields, Problem, requests};
use serde_json::Map;

use crate::answer::Answer;
use crate::faults::{Faults, of_field};
use crate::form::Form;
use crate::next_page::subject_page;
use crate::page_error::PageError;
use crate::person::Person;
use crate::view::{Field, Shell};

/// The field of the proof. No other form has one of this name.
const PASSWORD: &str = "proof_password";

/// A form as it was sent, and what is wrong with its proof.
struct Held {
    form: Form,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "step_up.html")]
struct StepUpPage<'a> {
    shell: &'a Shell,
    faults: &'a Faults,
    /// What the form does.
    purpose: &'static str,
    /// Where the form is sent again.
    path: &'a str,
    /// What was typed into it: names and values.
    typed: Vec<(&'a str, &'a str)>,
    password: Field<'a>,
    /// The page to go back to.
    back: &'a str,
}

/// Judges the proof that a form brings, if it brings one, and keeps the form in case its use case asks for one.
///
/// # Errors
/// [`PageError::ProofRequired`] if the proof is wrong; then the page says so.
pub(crate) async fn prove(
    request: &HttpRequest,
    person: &Person,
    form: &Form,
    origin: &ClientInfo,
) -> Result<(), PageError> {
    hold(request, form, Faults::none_but(StatusCode::FORBIDDEN));
    let password = form.value(PASSWORD);
    if password.is_empty() {
        return Ok(());
    }
    let mut proof = Map::new();
    proof.insert("password".to_owned(), password.into());
    let (api, session) = (person.api.clone(), person.session.clone());
    let proved = requests::prove_again(api, session, Fields::new(proof), origin.clone()).await;
    let Err(error) = proved else {
        return Ok(());
    };
    let faults = Faults::of(of_field(PASSWORD, StatusCode::FORBIDDEN, error))?;
    hold(request, form, faults);
    Err(PageError::ProofRequired)
}

fn hold(request: &HttpRequest, form: &Form, faults: Faults) {
    let form = form.clone();
    request.extensions_mut().insert(Held { form, faults });
}

/// What a form that is sent there is about to do, to follow "You are about to".
fn purpose(path: &str) -> &'static str {
    match path {
        "/members/invite" => "invite somebody as an owner",
        "/organization/delete" => "delete the organization",
        role if role.starts_with("/members/") && role.ends_with("/role") => {
            "make somebody an owner"
        }
        _ => "change something that is sensitive",
    }
}

/// The page that asks for the proof.
///
/// # Errors
/// A defect: the request brought no form.
pub(crate) fn page(request: &HttpRequest) -> Answer {
    let kept = request.extensions();
    let (Some(shell), Some(held)) = (kept.get::<Shell>(), kept.get::<Held>()) else {
        let defect = "a proof was asked for where no form was sent";
        return Err(PageError::Api(Problem::internal(defect)));
    };
    let template = StepUpPage {
        shell,
        faults: &held.faults,
        purpose: purpose(request.uri().path()),
        path: request.uri().path(),
        typed: held.form.typed(&[PASSWORD]),
        password: Field::password(PASSWORD, "Your password")
            .filled_by("current-password")
            .fault(held.faults.on(PASSWORD)),
        back: subject_page(request),
    };
    held.faults.page(&template)
}
