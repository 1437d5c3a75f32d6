//! An authenticator app is set up: its secret is shown, and counts once the app has shown a code.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use sendook_domain::entities::Factor;
use sendook_domain::values::TotpCode;
use sendook_web::{ItemPath, Problem};

use super::{added, list, new_name, over};
use crate::answer::Answer;
use crate::faults::Faults;
use crate::form::Form;
use crate::next_page::own_path;
use crate::person::Person;
use crate::submission::{AccountSubmission, Submission};
use crate::view::{Field, QrPicture, Section, Shell};

/// How many characters of the secret stand together.
const GROUP: usize = 4;

#[derive(Template)]
#[template(path = "factors/app.html")]
struct OfferPage<'a> {
    shell: Shell,
    faults: &'a Faults,
    id: &'a str,
    /// What the app reads. The form sends it along, so that a wrong code is answered by the same page: the service shows no secret twice.
    uri: &'a str,
    secret: Vec<&'a str>,
    picture: Option<QrPicture>,
    code: Field<'a>,
    next: &'a str,
}

/// `POST /settings/second-factor/app`: makes a secret for an app.
pub(crate) async fn offer(request: HttpRequest, sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission { person, form, .. }) = sent;
    let next = own_path(form.value("next")).unwrap_or_default();
    let name = new_name(&form, "name");
    let session = person.session.clone();
    let offer = person.run(move |api| {
        let name = name?;
        let proof = api.services.step_up.require(&session)?;
        Ok::<_, Problem>(api.services.factors.offer_totp(&session, &proof, name)?)
    });
    match offer.await {
        Ok(offered) => {
            let faults = Faults::none_but(StatusCode::CREATED);
            let (id, uri) = (offered.id.as_str(), offered.uri.expose());
            show(&person, &faults, id, uri, next)
        }
        Err(error) => {
            let faults = Faults::of(error)?;
            list::show(&request, &person, "", &faults, Some(&form), next).await
        }
    }
}

fn show(person: &Person, faults: &Faults, id: &str, uri: &str, next: &str) -> Answer {
    let Some(secret) = secret_in(uri) else {
        return Ok(over());
    };
    let template = OfferPage {
        shell: Shell::new(person, Section::SecondFactor),
        faults,
        id,
        uri,
        secret: groups(secret),
        picture: QrPicture::of(uri),
        code: Field::code("code", "Code that the app shows").fault(faults.on("code")),
        next,
    };
    faults.page(&template)
}

/// The secret in the URI of an offer. `None`: it is not a URI of ours.
fn secret_in(uri: &str) -> Option<&str> {
    let (_, parameters) = uri.strip_prefix("otpauth://totp/")?.split_once('?')?;
    let mut parameters = parameters.split('&');
    let secret = parameters.find_map(|pair| pair.strip_prefix("secret="))?;
    let plain = secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then_some(secret)
}

fn groups(secret: &str) -> Vec<&str> {
    // It is ASCII: every place is the boundary of a character.
    let starts = (0..secret.len()).step_by(GROUP);
    let group = |start: usize| &secret[start..secret.len().min(start + GROUP)];
    starts.map(group).collect()
}

/// `POST /settings/second-factor/app/{id}`: the app counts, if this is its code.
pub(crate) async fn confirm(sent: AccountSubmission, path: web::Path<ItemPath>) -> Answer {
    let AccountSubmission(Submission {
        person,
        form,
        origin,
    }) = sent;
    let next = own_path(form.value("next")).unwrap_or_default();
    let Some(id) = path.id::<Factor>() else {
        return Ok(over());
    };
    let (code, session, offered) = (code(&form), person.session.clone(), id.clone());
    let confirm = person.run(move |api| {
        let code = code?;
        let proof = api.services.step_up.require(&session)?;
        let factors = &api.services.factors;
        Ok::<_, Problem>(factors.confirm_totp(&session, &proof, &offered, code, &origin)?)
    });
    match confirm.await {
        Ok(done) => added(&person, &done, next),
        Err(error) if error.status == StatusCode::NOT_FOUND => Ok(over()),
        Err(error) => {
            let faults = Faults::of(error)?;
            show(&person, &faults, id.as_str(), form.value("uri"), next)
        }
    }
}

fn code(form: &Form) -> Result<TotpCode, Problem> {
    let mut fields = form.read(["code"]);
    let code = fields.required("code", TotpCode::parse);
    fields.check()?;
    code.ok_or_else(|| fields.failed())
}
