use actix_web::{HttpResponse, web};
use askama::Template;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_web::Query;

use super::found;
use crate::faults::Faults;
use crate::form::Form;
use crate::page_error::PageError;
use crate::pages::people::SharedApi;
use crate::pages::{Answer, ItemPath};
use crate::person::Person;
use crate::view::{Field, Key, Section, Shell, notice, see_other};

#[derive(Template)]
#[template(path = "api_keys/show.html")]
struct KeyPage<'a> {
    shell: Shell,
    key: Key,
    may_manage: bool,
    name: Field<'a>,
    general: &'a str,
}

/// `GET /api-keys/{id}`
pub(crate) async fn show(
    person: Person,
    path: web::Path<ItemPath>,
    mut query: Query,
    api: SharedApi,
) -> Answer {
    let notice = notice(&mut query);
    render(&person, &path, &api, notice, &Faults::default(), None).await
}

/// `GET` of a path that has only a form.
pub(crate) async fn back(_: Person, path: web::Path<ItemPath>) -> HttpResponse {
    let id = path.id::<sendook_domain::entities::ApiKey>();
    match id {
        Some(id) => see_other(&format!("/api-keys/{id}")),
        None => see_other("/api-keys"),
    }
}

/// The key's page, with what was wrong with a form that was sent from it.
pub(super) async fn render(
    person: &Person,
    path: &ItemPath,
    api: &SharedApi,
    notice: &'static str,
    faults: &Faults,
    typed: Option<&Form>,
) -> Result<HttpResponse, PageError> {
    let key = found(person, path, api).await?;
    let kept = key.name.clone();
    let template = KeyPage {
        shell: Shell::new(person, Section::ApiKeys).saying(notice),
        may_manage: person.may::<ManageKeys>(),
        name: Field::text("name", "Name")
            .value(&kept)
            .typed(typed, faults),
        general: general(faults),
        key,
    };
    faults.page(&template)
}

/// What is wrong with no field that the page has.
fn general(faults: &Faults) -> &str {
    let general = faults.general.as_deref();
    general.unwrap_or_else(|| faults.on("active"))
}
