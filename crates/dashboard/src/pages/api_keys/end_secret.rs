use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::policies::EndRotation;
use sendook_web::ItemPath;

use super::change::apply;
use super::lookup::{found, moment, version};
use crate::answer::{Answer, page, see_other};
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Key, SecretView, Section, Shell};

#[derive(Template)]
#[template(path = "api_keys/end_secret.html")]
struct EndSecretPage {
    shell: Shell,
    key: Key,
    /// The one that ends, and the one that is left.
    ending: SecretView,
    left: String,
    completes: bool,
    /// Which version of the key the form is about.
    as_of: String,
}

/// `GET /api-keys/{id}/rotate/complete`
pub(crate) async fn completion(person: Person, path: web::Path<ItemPath>) -> Answer {
    ask(person, path, EndRotation::Old).await
}

/// `GET /api-keys/{id}/rotate/cancel`
pub(crate) async fn cancellation(person: Person, path: web::Path<ItemPath>) -> Answer {
    ask(person, path, EndRotation::New).await
}

/// Asks before a secret is ended: programs that use it are refused from then on.
async fn ask(person: Person, path: web::Path<ItemPath>, end: EndRotation) -> Answer {
    person.grant::<ManageKeys>()?;
    let (entity, mut key) = found(&person, &path).await?;
    let Some(old) = key.previous.take().filter(|_| !key.leaked) else {
        return Ok(see_other(&format!("/api-keys/{}", key.id)));
    };
    let completes = end == EndRotation::Old;
    let (ending, left) = if completes {
        (old, key.secret.hint.clone())
    } else {
        let left = old.hint.clone();
        (std::mem::replace(&mut key.secret, old), left)
    };
    let template = EndSecretPage {
        shell: Shell::new(&person, Section::ApiKeys),
        key,
        ending,
        left,
        completes,
        as_of: version(&entity),
    };
    page(StatusCode::OK, &template)
}

/// `POST /api-keys/{id}/rotate/complete`
pub(crate) async fn complete(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    end(sent, &path, EndRotation::Old, "rotation-completed").await
}

/// `POST /api-keys/{id}/rotate/cancel`
pub(crate) async fn cancel(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    end(sent, &path, EndRotation::New, "rotation-cancelled").await
}

/// The form names the version of the key that it is about: after another rotation, "the old secret" is a different one.
async fn end(
    sent: Submission,
    path: &web::Path<ItemPath>,
    which: EndRotation,
    notice: &str,
) -> Answer {
    let as_of = Some(moment(&sent.form, "as_of"));
    apply(sent, path, notice, move |api, grant, id, origin| {
        let keys = &api.services.keys;
        Ok(keys.end_rotation(grant, id, which, as_of, origin)?)
    })
    .await
}
