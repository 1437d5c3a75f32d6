use actix_web::{HttpResponse, web};
use askama::Template;
use sendook_domain::authorization::permission::{ManageKeys, ReadInboxes, ReadKeys};
use sendook_domain::entities::ApiKey;
use sendook_domain::usage::UsageWindow;
use sendook_domain::values::Id;
use sendook_web::{ItemPath, Query};

use super::key_form::{KeyForm, as_it_is, inbox_choices};
use super::lookup::{found, gone, page_of, version};
use super::run_tokens::RunTokens;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::page_error::PageError;
use crate::person::Person;
use crate::view::{Key, Section, Shell, UsageChart, notice};

#[derive(Template)]
#[template(path = "api_keys/show.html")]
struct KeyPage<'a> {
    shell: Shell,
    key: Key,
    usage: UsageChart,
    run_tokens: RunTokens,
    general: &'a str,
    /// The form that changes it, for those who may.
    change: Option<ChangeForm<'a>>,
}

struct ChangeForm<'a> {
    form: KeyForm<'a>,
    /// Which version of the key the form shows.
    as_of: String,
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
    let (entity, key) = found(person, path).await?;
    let may_manage = person.may::<ManageKeys>();
    let grant = person.grant::<ReadInboxes>()?;
    let restricted_to = entity.inboxes.clone();
    let inboxes = if may_manage {
        let find = person.run(move |api| inbox_choices(api, &grant, &restricted_to));
        find.await?
    } else {
        Vec::new()
    };
    let as_it_is = as_it_is(&entity);
    let form = typed.unwrap_or(&as_it_is);
    let change = may_manage.then(|| ChangeForm {
        form: KeyForm::new(form, &inboxes, faults).of(&entity, form, person.now()),
        as_of: version(&entity),
    });
    // What is wrong with no field that the page has.
    let general = faults.general.as_deref();
    let template = KeyPage {
        shell: Shell::new(person, Section::ApiKeys).saying(notice),
        general: general.unwrap_or_else(|| faults.on("active")),
        change,
        usage: usage(person, &entity.id).await?,
        run_tokens: RunTokens::of(person, &entity.id).await?,
        key,
    };
    faults.page(&template)
}

async fn usage(person: &Person, id: &Id<ApiKey>) -> Result<UsageChart, PageError> {
    let (grant, id) = (person.grant::<ReadKeys>()?, id.clone());
    let window = UsageWindow::LONGEST;
    let find = person.run(move |api| {
        let usage = &api.services.usage;
        usage.of_key_with_unwritten(&grant, &id, window)
    });
    let report = find.await?.ok_or_else(gone)?;
    Ok(UsageChart::new(&report))
}
