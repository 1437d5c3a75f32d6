use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::ApiKey;
use sendook_web::ItemPath;

use super::lookup::{found, gone};
use crate::answer::{Answer, page, see_other};
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Key, Section, Shell};

#[derive(Template)]
#[template(path = "api_keys/delete_page.html")]
struct DeletionPage {
    shell: Shell,
    key: Key,
}

/// `GET /api-keys/{id}/delete`
pub(crate) async fn ask(person: Person, path: web::Path<ItemPath>) -> Answer {
    person.grant::<ManageKeys>()?;
    let (_, key) = found(&person, &path).await?;
    let template = DeletionPage {
        shell: Shell::new(&person, Section::ApiKeys),
        key,
    };
    page(StatusCode::OK, &template)
}

/// `POST /api-keys/{id}/delete`
pub(crate) async fn delete(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let Submission { person, origin, .. } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let deleted = person.run(move |api| api.services.keys.delete(&grant, &id, &origin));
    deleted.await?.ok_or_else(gone)?;
    Ok(see_other("/api-keys?notice=key-deleted"))
}
