use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, RequestOrigin};
use sendook_domain::ports::EndRotation;
use sendook_web::requests::rotation_request;
use sendook_web::{Api, Origin, Problem, run};

use super::{found, gone, page_of, show};
use crate::faults::Faults;
use crate::form::Submission;
use crate::pages::people::SharedApi;
use crate::pages::{Answer, ItemPath};
use crate::person::Person;
use crate::view::{Key, Reveal, SecretView, Section, Shell, page, secret_mark, see_other};

/// The same form came twice, or another one before it.
const ROTATED_BEFORE: &str = "This key has had another secret since that form was shown, so nothing was changed. \
    If nobody copied that secret, rotate again.";

#[derive(Template)]
#[template(path = "api_keys/rotate.html")]
struct RotationPage<'a> {
    shell: Shell,
    key: Key,
    fault: &'a str,
    end_fault: &'a str,
}

#[derive(Template)]
#[template(path = "api_keys/rotated.html")]
struct RotatedPage {
    shell: Shell,
    id: String,
    /// A leaked key stays disabled until somebody enables it.
    active: bool,
    old: Option<SecretView>,
    reveal: Reveal,
}

/// `GET /api-keys/{id}/rotate`
pub(crate) async fn rotation(person: Person, path: web::Path<ItemPath>, api: SharedApi) -> Answer {
    ask(&person, &path, &api, &Faults::default()).await
}

async fn ask(person: &Person, path: &ItemPath, api: &SharedApi, faults: &Faults) -> Answer {
    person.grant::<ManageKeys>()?;
    let template = RotationPage {
        shell: Shell::new(person, Section::ApiKeys),
        key: found(person, path, api).await?,
        fault: faults.on("grace_seconds"),
        end_fault: faults.on("end_oldest"),
    };
    faults.page(&template)
}

/// `POST /api-keys/{id}/rotate`. The form names the secret that it is about: sent twice, it would otherwise end the secret
/// that is in use, in favour of one that nobody has seen.
pub(crate) async fn rotate(
    request: HttpRequest,
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let Submission { person, form } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let asked = match rotation_request(&mut form.read(["grace_seconds", "end_oldest"])) {
        Ok(asked) => asked,
        Err(error) => return ask(&person, &path, &api, &Faults::of(error)?).await,
    };
    let now = api.ports.clock.now();
    let mark = form.value("secret").to_owned();
    let rotate = move |api: &Api| {
        let Some(key) = api.keys.covered(&grant, &id)? else {
            return Ok(None);
        };
        if secret_mark(&key.secret) != mark {
            return Ok(Some(None));
        }
        let issued = api.rotation.rotate(&grant, &id, asked, &origin)?;
        Ok::<_, Problem>(issued.map(Some))
    };
    let rotated = match run(api.clone(), rotate).await {
        Err(error) if error.code == "rotation_in_progress" => {
            return ask(&person, &path, &api, &Faults::of(error)?).await;
        }
        rotated => rotated?.ok_or_else(gone)?,
    };
    let Some(issued) = rotated else {
        let faults = Faults::outdated(ROTATED_BEFORE);
        return show::render(&person, &path, &api, "", &faults, None).await;
    };
    // From here on nothing asks the store: the new secret would be lost with the answer.
    let template = RotatedPage {
        shell: Shell::new(&person, Section::ApiKeys),
        id: issued.key.id.to_string(),
        active: issued.key.active,
        old: issued
            .key
            .previous
            .as_ref()
            .map(|old| SecretView::new(old, now)),
        reveal: Reveal::new(&request, &issued),
    };
    page(StatusCode::OK, &template)
}

#[derive(Template)]
#[template(path = "api_keys/end_secret.html")]
struct EndSecretPage {
    shell: Shell,
    key: Key,
    /// The one that ends, and the one that is left.
    ending: SecretView,
    left: String,
    completes: bool,
}

/// `GET /api-keys/{id}/rotate/complete`
pub(crate) async fn completion(
    person: Person,
    path: web::Path<ItemPath>,
    api: SharedApi,
) -> Answer {
    ask_to_end(person, path, api, EndRotation::Old).await
}

/// `GET /api-keys/{id}/rotate/cancel`
pub(crate) async fn cancellation(
    person: Person,
    path: web::Path<ItemPath>,
    api: SharedApi,
) -> Answer {
    ask_to_end(person, path, api, EndRotation::New).await
}

/// Asks before a secret is ended: programs that use it are refused from then on.
async fn ask_to_end(
    person: Person,
    path: web::Path<ItemPath>,
    api: SharedApi,
    end: EndRotation,
) -> Answer {
    person.grant::<ManageKeys>()?;
    let mut key = found(&person, &path, &api).await?;
    let Some(old) = key.previous.take() else {
        return Ok(see_other(&format!("/api-keys/{}", key.id)));
    };
    let completes = end == EndRotation::Old;
    let hints = [&key.secret.hint, &old.hint].map(Clone::clone);
    let [new_hint, old_hint] = hints;
    let (ending, left) = if completes {
        (old, new_hint)
    } else {
        (std::mem::replace(&mut key.secret, old), old_hint)
    };
    let template = EndSecretPage {
        shell: Shell::new(&person, Section::ApiKeys),
        key,
        ending,
        left,
        completes,
    };
    page(StatusCode::OK, &template)
}

/// `POST /api-keys/{id}/rotate/complete`
pub(crate) async fn complete_rotation(
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    end(
        sent,
        &path,
        EndRotation::Old,
        origin,
        api,
        "rotation-completed",
    )
    .await
}

/// `POST /api-keys/{id}/rotate/cancel`
pub(crate) async fn cancel_rotation(
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    end(
        sent,
        &path,
        EndRotation::New,
        origin,
        api,
        "rotation-cancelled",
    )
    .await
}

async fn end(
    sent: Submission,
    path: &ItemPath,
    which: EndRotation,
    origin: RequestOrigin,
    api: SharedApi,
    notice: &str,
) -> Answer {
    let person = sent.person;
    let grant = person.grant::<ManageKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let target = id.clone();
    let end = move |api: &Api| api.rotation.end(&grant, &target, which, &origin);
    match run(api.clone(), end).await {
        Ok(Some(_)) => Ok(see_other(&page_of(&id, notice))),
        Ok(None) => Err(gone()),
        Err(error) => show::render(&person, path, &api, "", &Faults::of(error)?, None).await,
    }
}
