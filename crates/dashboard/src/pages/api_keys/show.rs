use actix_web::{HttpResponse, web};
use askama::Template;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::ApiKey;
use sendook_web::{ItemPath, Query};

use super::lookup::{found, page_of};
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::person::Person;
use crate::view::{Field, Key, Section, Shell, notice};

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
pub(crate) async fn show(person: Person, path: web::Path<ItemPath>, mut query: Query) -> Answer {
    let notice = notice(&mut query);
    render(&person, &path, notice, &Faults::default(), None).await
}

/// `GET` of a path that has only a form.
pub(crate) async fn back(_: Person, path: web::Path<ItemPath>) -> HttpResponse {
    let page = path.id::<ApiKey>().map(|id| page_of(&id));
    see_other(page.as_deref().unwrap_or("/api-keys"))
}

/// The key's page, with what was wrong with a form that was sent from it.
pub(super) async fn render(
    person: &Person,
    path: &web::Path<ItemPath>,
    notice: &'static str,
    faults: &Faults,
    typed: Option<&Form>,
) -> Answer {
    let key = found(person, path).await?;
    let kept = key.name.clone();
    let name = Field::text("name", "Name").value(&kept);
    // What is wrong with no field that the page has.
    let general = faults.general.as_deref();
    let template = KeyPage {
        shell: Shell::new(person, Section::ApiKeys).saying(notice),
        may_manage: person.may::<ManageKeys>(),
        name: name.typed(typed, faults),
        general: general.unwrap_or_else(|| faults.on("active")),
        key,
    };
    faults.page(&template)
}
