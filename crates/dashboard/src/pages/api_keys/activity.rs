//! Disabling and enabling a key.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::policies::KeyChange;
use sendook_web::ItemPath;

use super::change::apply;
use super::lookup::{found, page_of};
use crate::answer::{Answer, page, see_other};
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Key, Section, Shell};

#[derive(Template)]
#[template(path = "api_keys/disable_page.html")]
struct DisablingPage {
    shell: Shell,
    key: Key,
}

/// `GET /api-keys/{id}/disable`: asks first, as programs that use the key are refused from then on.
pub(crate) async fn ask(person: Person, path: web::Path<ItemPath>) -> Answer {
    person.grant::<ManageKeys>()?;
    let (entity, key) = found(&person, &path).await?;
    if !key.active {
        return Ok(see_other(&page_of(&entity.id)));
    }
    let template = DisablingPage {
        shell: Shell::new(&person, Section::ApiKeys),
        key,
    };
    page(StatusCode::OK, &template)
}

/// `POST /api-keys/{id}/disable`
pub(crate) async fn disable(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    set_active(sent, &path, false, "key-disabled").await
}

/// `POST /api-keys/{id}/enable`
pub(crate) async fn enable(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    set_active(sent, &path, true, "key-enabled").await
}

async fn set_active(
    sent: Submission,
    path: &web::Path<ItemPath>,
    active: bool,
    notice: &str,
) -> Answer {
    let change = KeyChange {
        active: Some(active),
        ..KeyChange::default()
    };
    apply(sent, path, notice, move |api, grant, id, origin| {
        Ok(api.services.keys.change(grant, id, &change, origin)?)
    })
    .await
}
