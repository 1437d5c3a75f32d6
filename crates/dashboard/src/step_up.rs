//! Sensitive changes take a recent proof of who asks. A form that came without one is kept in a page that asks for it, and is
//! sent again from there with everything that was typed.
//!
//! The handler of a form knows nothing of this. It reports the refusal of its use case as any other; the proof comes with the
//! form, and is judged before the handler runs.

use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest};
use askama::Template;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::{ClientInfo, FactorKind};
use sendook_domain::values::TotpCode;
use sendook_web::{Fields, Problem, requests, run};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::faults::{Faults, of_field};
use crate::form::Form;
use crate::next_page::{SECOND_FACTOR, subject_page};
use crate::page_error::PageError;
use crate::passkeys::{PasskeyAsk, PasskeyPlace};
use crate::person::Person;
use crate::shared_api::shared_api;
use crate::view::{Field, Shell};

/// The fields of the proof, of which one is enough. No other form has one of these names.
const PASSWORD: &str = "proof_password";
const CODE: &str = "proof_code";
const PASSKEY: &str = "proof_passkey";

/// The form that changes the e-mail address. It takes the password itself, so that neither code nor passkey stands in for it here.
const EMAIL: &str = "/settings/email";

/// A form as it was sent, and what is wrong with its proof.
struct Held {
    session: UserPrincipal,
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
    /// The password, and the code of whoever has an authenticator app.
    proofs: Vec<Field<'a>>,
    /// Of whoever has a passkey.
    passkey: Option<PasskeyAsk>,
    prefix: &'a str,
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
    let hold = |faults| {
        let (session, form) = (person.session.clone(), form.clone());
        request.extensions_mut().insert(Held {
            session,
            form,
            faults,
        });
    };
    hold(Faults::none_but(StatusCode::FORBIDDEN));
    // Browsers may have filled the password in beside a code that was typed.
    let values = [PASSKEY, CODE, PASSWORD].map(|name| form.value(name));
    let (typed, name) = match values {
        ["", "", ""] if form.holds(CODE) => {
            let neither = Problem::field(PASSWORD, &"Type your password, or a code of your app.");
            hold(Faults::of(neither)?);
            return Err(PageError::ProofRequired);
        }
        ["", "", ""] => return Ok(()),
        ["", "", _] => (PASSWORD, "password"),
        ["", ..] => (CODE, "code"),
        _ => (PASSKEY, "passkey"),
    };
    let mut proof = Map::new();
    let value = form.value(typed);
    let object = serde_json::from_str(value).ok();
    let object = object.filter(|_: &Value| typed == PASSKEY);
    proof.insert(name.to_owned(), object.unwrap_or_else(|| value.into()));
    let (api, session) = (person.api.clone(), person.session.clone());
    let proved = match TotpCode::parse(form.value(typed)) {
        Err(error) if typed == CODE => Err(Problem::field(CODE, &error)),
        _ => requests::prove_again(api, session, Fields::new(proof), origin.clone()).await,
    };
    let Err(error) = proved else {
        return Ok(());
    };
    let mut faults = Faults::of(of_field(typed, StatusCode::FORBIDDEN, error))?;
    if typed == PASSKEY {
        faults = faults.of_no_field();
    }
    hold(faults);
    Err(PageError::ProofRequired)
}

/// The password that came as the proof, if one did.
pub(crate) fn password(form: &Form) -> Option<&str> {
    Some(form.value(PASSWORD)).filter(|password| !password.is_empty())
}

/// What a form that is sent there is about to do, to follow "You are about to".
fn purpose(path: &str) -> &'static str {
    match path {
        "/members/invite" => "invite somebody as an owner",
        EMAIL => "change your e-mail address",
        "/organization/delete" => "delete the organization",
        "/api-keys" => "generate an API key",
        "/settings/second-factor/recovery-codes" => "make new recovery codes",
        factor if factor.starts_with(SECOND_FACTOR) && factor.ends_with("/remove") => {
            "remove a second factor"
        }
        factor if factor.starts_with(SECOND_FACTOR) && factor.ends_with("/rename") => {
            "rename a second factor"
        }
        factor if factor.starts_with(SECOND_FACTOR) => "set up a second factor",
        key if key.starts_with("/api-keys/") && key.ends_with("/rotate") => "rotate an API key",
        role if role.starts_with("/members/") && role.ends_with("/role") => {
            "make somebody an owner"
        }
        _ => "change something that is sensitive",
    }
}

/// The page that asks for the proof.
///
/// # Errors
/// A defect: the request brought no form. What the store reports.
pub(crate) async fn page(request: &HttpRequest) -> Answer {
    let defect = || Problem::internal("a proof was asked for where no form was sent");
    let session = request
        .extensions()
        .get::<Held>()
        .map(|held| held.session.clone());
    let session = session.ok_or_else(defect)?;
    let path = request.uri().path();
    let (has_app, options) = if path == EMAIL {
        // Only the password does both there.
        (false, None)
    } else {
        other_proofs(request, session).await?
    };
    let kept = request.extensions();
    let shell = kept.get::<Shell>().ok_or_else(defect)?;
    let held = kept.get::<Held>().ok_or_else(defect)?;
    let template = StepUpPage {
        shell,
        faults: &held.faults,
        purpose: purpose(path),
        path,
        // A password is not written into a page.
        typed: held.form.typed(&[PASSWORD, CODE, PASSKEY, "password"]),
        proofs: proofs(has_app, &held.faults),
        passkey: options.map(|options| PasskeyAsk::for_known(options, PASSKEY)),
        prefix: &shell.prefix,
        back: subject_page(request),
    };
    held.faults.page(&template)
}

/// Whether the person has an authenticator app, and what the browser is asked about their passkeys, if they have any and are where
/// they work.
async fn other_proofs(
    request: &HttpRequest,
    session: UserPrincipal,
) -> Result<(bool, Option<String>), PageError> {
    let is_here = PasskeyPlace::of(request)?.is_here();
    let find = run(shared_api(request)?.clone(), move |api| {
        let factors = api.services.factors.list(&session)?.factors;
        let has = |kind| factors.iter().any(|factor| factor.kind == kind);
        let asks = is_here && has(FactorKind::Passkey);
        let ask = || api.services.passkey_proofs.ask_again(&session);
        let options = asks.then(ask).transpose()?;
        Ok::<_, Problem>((has(FactorKind::Totp), options))
    });
    Ok(find.await?)
}

fn proofs(has_app: bool, faults: &Faults) -> Vec<Field<'_>> {
    let password = Field::password(PASSWORD, "Your password")
        .filled_by("current-password")
        .fault(faults.on(PASSWORD));
    if !has_app {
        return vec![password];
    }
    let code = Field::code(CODE, "Or a code of your authenticator app").fault(faults.on(CODE));
    vec![password.alternative(), code.alternative()]
}
