//! A passkey is added: the browser is asked to make one, which counts once it has answered.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use sendook_domain::entities::Factor;
use sendook_web::{ItemPath, Problem};

use super::{added, list, new_name, over};
use crate::answer::{Answer, page};
use crate::faults::Faults;
use crate::next_page::own_path;
use crate::passkeys::{ANSWER, PasskeyAsk};
use crate::submission::{AccountSubmission, Submission};
use crate::view::{Section, Shell};

/// The field with its name: the form of an app, on the same page, has one of the usual name.
pub(super) const NAME: &str = "passkey_name";

#[derive(Template)]
#[template(path = "factors/passkey.html")]
struct OfferPage<'a> {
    shell: Shell,
    id: &'a str,
    ask: PasskeyAsk,
    next: &'a str,
}

/// `POST /settings/second-factor/passkey`: a page that asks the browser for a new passkey.
pub(crate) async fn offer(request: HttpRequest, sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission { person, form, .. }) = sent;
    let next = own_path(form.value("next")).unwrap_or_default();
    let (name, session) = (new_name(&form, NAME), person.session.clone());
    let offer = person.run(move |api| {
        let name = name?;
        let proof = api.services.step_up.require(&session)?;
        Ok::<_, Problem>(api.services.passkeys.offer(&session, &proof, name)?)
    });
    let offered = match offer.await {
        Ok(offered) => offered,
        Err(error) => {
            let faults = Faults::of(error)?;
            return list::show(&request, &person, "", &faults, Some(&form), next).await;
        }
    };
    let template = OfferPage {
        shell: Shell::new(&person, Section::SecondFactor),
        id: offered.id.as_str(),
        ask: PasskeyAsk {
            kind: "create",
            options: offered.options,
            field: ANSWER,
            label: "Make a passkey",
            starts: true,
        },
        next,
    };
    page(StatusCode::CREATED, &template)
}

/// `POST /settings/second-factor/passkey/{id}`: the passkey counts, if this is what the browser made.
pub(crate) async fn finish(
    request: HttpRequest,
    sent: AccountSubmission,
    path: web::Path<ItemPath>,
) -> Answer {
    let AccountSubmission(Submission {
        person,
        form,
        origin,
    }) = sent;
    let next = own_path(form.value("next")).unwrap_or_default();
    let answer = form.value(ANSWER).to_owned();
    let Some(id) = path.id::<Factor>().filter(|_| !answer.is_empty()) else {
        return Ok(over());
    };
    let session = person.session.clone();
    let finish = person.run(move |api| {
        let proof = api.services.step_up.require(&session)?;
        let passkeys = &api.services.passkeys;
        Ok::<_, Problem>(passkeys.finish(&session, &proof, &id, &answer, &origin)?)
    });
    match finish.await {
        Ok(done) => added(&person, &done, next),
        Err(error) if error.status == StatusCode::NOT_FOUND => Ok(over()),
        Err(error) => {
            let faults = Faults::of(error)?;
            list::show(&request, &person, "", &faults, None, next).await
        }
    }
}
