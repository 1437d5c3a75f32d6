use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::ApiKey;
use sendook_web::{Api, Origin, run};

use super::{found, gone};
use crate::form::Submission;
use crate::pages::people::SharedApi;
use crate::pages::{Answer, ItemPath};
use crate::person::Person;
use crate::view::{Key, Section, Shell, page, see_other};

#[derive(Template)]
#[template(path = "api_keys/delete.html")]
struct DeletionPage {
    shell: Shell,
    key: Key,
}

/// `GET /api-keys/{id}/delete`
pub(crate) async fn deletion(person: Person, path: web::Path<ItemPath>, api: SharedApi) -> Answer {
    person.grant::<ManageKeys>()?;
    let template = DeletionPage {
        shell: Shell::new(&person, Section::ApiKeys),
        key: found(&person, &path, &api).await?,
    };
    page(StatusCode::OK, &template)
}

/// `POST /api-keys/{id}/delete`
pub(crate) async fn delete(
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let grant = sent.person.grant::<ManageKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let delete = move |api: &Api| api.keys.delete(&grant, &id, &origin);
    run(api, delete).await?.ok_or_else(gone)?;
    Ok(see_other("/api-keys?notice=key-deleted"))
}
