//! The second step of a login. The token of the first stands in the form: no cookie has to be kept for it.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use sendook_domain::factors::{InvalidRecoveryCode, PasskeyProofError, RecoveryCode, TypedCode};
use sendook_domain::values::{Secret, TotpCode};
use sendook_web::requests::{show_passkey, show_second_factor};
use sendook_web::{Origin, Problem, run};

use super::log_in;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::form_token::FormKey;
use crate::next_page::{login_again, own_path};
use crate::page_error::PageError;
use crate::passkeys::{ANSWER, PasskeyAsk, PasskeyPlace};
use crate::shared_api::{SharedApi, shared_api};
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::Field;

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage<'a> {
    prefix: String,
    form_token: String,
    next: &'a str,
    token: &'a str,
    faults: &'a Faults,
    code: Field<'a>,
    /// Of whoever has a passkey.
    passkey: Option<PasskeyAsk>,
}

/// Asks for the second factor of a login that waits.
pub(super) async fn ask(request: &HttpRequest, faults: &Faults, token: &str, next: &str) -> Answer {
    let template = SecondFactorPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.guest_token(),
        next,
        token,
        faults,
        code: Field::text("code", "Code")
            .filled_by("one-time-code")
            .hint("Six digits from your authenticator app, or one of your recovery codes.")
            .fault(faults.on("code")),
        passkey: passkey(request, token).await?,
    };
    faults.page(&template)
}

/// What the browser of this person is asked, if they have a passkey and it works on this page.
async fn passkey(request: &HttpRequest, token: &str) -> Result<Option<PasskeyAsk>, PageError> {
    if !PasskeyPlace::of(request)?.is_here() {
        return Ok(None);
    }
    let token = Secret::new(token.to_owned());
    let ask = run(shared_api(request)?.clone(), move |api| {
        match api.services.passkey_proofs.ask_at_login(token.expose()) {
            Ok(options) => Ok(Some(options)),
            // What is wrong with the login is said once a code is shown.
            Err(PasskeyProofError::NoPasskey | PasskeyProofError::SecondFactor(_)) => Ok(None),
            Err(error) => Err(error),
        }
    });
    let options = ask.await?;
    Ok(options.map(|options| PasskeyAsk::for_known(options, ANSWER)))
}

/// `GET /login/second-factor`: there is no form without the first step.
pub(crate) async fn back() -> HttpResponse {
    see_other("/login")
}

/// `POST /login/second-factor`
pub(crate) async fn show(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let (form, ours) = match &sent {
        GuestSubmission::Ours(form) => (form, true),
        GuestSubmission::Unproven(typed) => (typed.shown(), false),
    };
    let next = own_path(form.value("next")).unwrap_or_default();
    let token = form.value("mfa_token");
    if !ours {
        return ask(&request, &Faults::unproven(), token, next).await;
    }
    let held = Secret::new(token.to_owned());
    let shown = match (form.value(ANSWER), typed_code(form)) {
        ("", Ok(typed)) => show_second_factor(api.clone(), held, typed, origin.clone()).await,
        ("", Err(error)) => Err(error),
        (answer, _) => show_passkey(api.clone(), held, answer.to_owned(), origin.clone()).await,
    };
    match shown {
        Ok(issued) => log_in::enter(&request, &api, &issued, next, origin).await,
        // Of the token, not of what was shown: only the password leads to another one.
        Err(error) if error.code == "invalid_token" => Ok(see_other(&login_again(next))),
        Err(error) => ask(&request, &Faults::of(error)?, token, next).await,
    }
}

/// The code of an app, or a recovery code: they differ in length.
fn typed_code(form: &Form) -> Result<TypedCode, Problem> {
    let mut fields = form.read(["code"]);
    let code = fields.required("code", |text| {
        let code = TotpCode::parse(text).map(TypedCode::Totp);
        code.or_else(|_| RecoveryCode::parse(text).map(TypedCode::Recovery))
            .map_err(|InvalidRecoveryCode| {
                "A code of an app has six digits, and a recovery code 16 letters and digits."
            })
    });
    fields.check()?;
    code.ok_or_else(|| fields.failed())
}
