use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use sendook_domain::api_keys::IssuedKey;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::ApiKey;
use sendook_web::requests::rotation_request;
use sendook_web::{ItemPath, Problem};

use super::lookup::{found, gone, moment, page_of};
use super::show::render;
use crate::answer::{Answer, page};
use crate::faults::Faults;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Key, Reveal, SecretView, Section, Shell};

/// The same form came twice, or another one before it.
const ROTATED_BEFORE: &str = "This key has had another secret since that form was shown, so nothing was changed. \
    If nobody copied that secret, rotate again.";

#[derive(Template)]
#[template(path = "api_keys/rotate_page.html")]
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
    address: String,
    /// A leaked key stays disabled until a person enables it.
    active: bool,
    old: Option<SecretView>,
    reveal: Reveal,
}

/// `GET /api-keys/{id}/rotate`
pub(crate) async fn ask(person: Person, path: web::Path<ItemPath>) -> Answer {
    show(&person, &path, &Faults::default()).await
}

async fn show(person: &Person, path: &web::Path<ItemPath>, faults: &Faults) -> Answer {
    person.grant::<ManageKeys>()?;
    let (_, key) = found(person, path).await?;
    let template = RotationPage {
        shell: Shell::new(person, Section::ApiKeys),
        key,
        fault: faults.on("grace_seconds"),
        end_fault: faults.on("end_oldest"),
    };
    faults.page(&template)
}

/// `POST /api-keys/{id}/rotate`. The form says when the secret was made that it is about: sent twice, it would otherwise end the secret
/// that is in use, in favour of one that was never shown.
pub(crate) async fn rotate(
    request: HttpRequest,
    sent: Submission,
    path: web::Path<ItemPath>,
) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let asked = rotation_request(&mut form.read(["grace_seconds", "end_oldest"]));
    let made = moment(&form, "secret");
    let session = person.session.clone();
    let rotate = person.run(move |api| {
        let asked = asked?.of_secret_made_at(made);
        api.services.step_up.require_for_keys(&session)?;
        Ok::<_, Problem>(
            api.services
                .keys
                .rotate(&grant, &id, asked, &origin, None)?,
        )
    });
    match rotate.await {
        Ok(Some(issued)) => rotated(&request, &person, &issued),
        Ok(None) => Err(gone()),
        Err(error) if error.code == Problem::OUTDATED => {
            let faults = Faults::outdated(ROTATED_BEFORE);
            render(&person, &path, "", &faults, None).await
        }
        Err(error) => show(&person, &path, &Faults::of(error)?).await,
    }
}

/// The page that shows the new secret. Nothing on the way to it asks the store: the secret would be lost with the answer.
fn rotated(request: &HttpRequest, person: &Person, issued: &IssuedKey) -> Answer {
    let old = issued.key.previous.as_ref();
    let template = RotatedPage {
        shell: Shell::new(person, Section::ApiKeys),
        address: page_of(&issued.key.id),
        active: issued.key.active,
        old: old.map(|old| SecretView::new(old, person.now())),
        reveal: Reveal::new(request, issued),
    };
    page(StatusCode::OK, &template)
}
