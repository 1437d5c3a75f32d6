use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::authorization::permission::{ManageKeys, ReadInboxes, ReadKeys};
use sendook_domain::entities::ApiKey;
use sendook_domain::ports::{Page, Pagination};
use sendook_domain::values::Id;
use sendook_web::{Problem, Query};

use super::lookup::as_seen;
use super::new_key::{NewKeyForm, inbox_choices};
use crate::answer::{Answer, page};
use crate::faults::Faults;
use crate::pages::names::Names;
use crate::person::Person;
use crate::view::{Key, Section, Shell, notice};

/// How many keys a page shows.
const ROWS: u16 = 15;

#[derive(Template)]
#[template(path = "api_keys/list.html")]
struct KeysPage<'a> {
    shell: Shell,
    keys: Vec<Key>,
    next: Option<Id<ApiKey>>,
    may_manage: bool,
    new: NewKeyForm<'a>,
}

/// `GET /api-keys`
pub(crate) async fn list(person: Person, mut query: Query) -> Answer {
    let grant = person.grant::<ReadKeys>()?;
    let of_inboxes = person.grant::<ReadInboxes>()?;
    let part = Pagination {
        limit: ROWS,
        after: query.optional("cursor", Id::parse),
    };
    let mut names = Names::of(&person);
    let find = person.run(move |api| {
        let Page { items: keys, next } = api.services.keys.list_with_usage(&grant, &part)?;
        names.find_makers(api, &keys)?;
        let keys = keys.iter().map(|key| as_seen(api, key, &names));
        let inboxes = inbox_choices(api, &of_inboxes)?;
        Ok::<_, Problem>((keys.collect(), next, inboxes))
    });
    let (keys, next, inboxes) = find.await?;
    let faults = Faults::default();
    let template = KeysPage {
        shell: Shell::new(&person, Section::ApiKeys).saying(notice(&mut query)),
        keys,
        next,
        may_manage: person.may::<ManageKeys>(),
        new: NewKeyForm::new(&inboxes, &faults, None),
    };
    page(StatusCode::OK, &template)
}
