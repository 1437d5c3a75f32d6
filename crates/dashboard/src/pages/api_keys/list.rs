use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::ports::{Listing, Page};
use sendook_domain::values::Id;
use sendook_web::{Problem, Query, run};

use super::as_seen;
use super::new_key::{NewKeyForm, inbox_choices};
use crate::faults::Faults;
use crate::pages::Answer;
use crate::pages::makers::Makers;
use crate::pages::people::SharedApi;
use crate::person::Person;
use crate::view::{Key, Section, Shell, notice, page};

/// How many keys a page shows.
const ROWS: u16 = 15;

#[derive(Template)]
#[template(path = "api_keys/list.html")]
struct KeysPage<'a> {
    shell: Shell,
    keys: Vec<Key>,
    next: Option<String>,
    may_manage: bool,
    new: NewKeyForm<'a>,
}

/// `GET /api-keys`
pub(crate) async fn list(person: Person, mut query: Query, api: SharedApi) -> Answer {
    let grant = person.grant::<ReadKeys>()?;
    let shell = Shell::new(&person, Section::ApiKeys).saying(notice(&mut query));
    let may_manage = person.may::<ManageKeys>();
    let part = Page {
        limit: ROWS,
        after: query.optional("cursor", Id::parse),
    };
    let (keys, next, inboxes) = run(api, move |api| {
        let Listing { items: keys, next } = api.keys.list_with_usage(&grant, &part)?;
        let makers = Makers::find(api, &person.membership, &keys)?;
        let keys = keys.iter().map(|key| as_seen(api, key, &makers));
        let inboxes = inbox_choices(api, &person)?;
        Ok::<_, Problem>((keys.collect(), next, inboxes))
    })
    .await?;
    let faults = Faults::default();
    let template = KeysPage {
        shell,
        keys,
        next: next.map(|id| id.to_string()),
        may_manage,
        new: NewKeyForm::new(&inboxes, &faults, None),
    };
    page(StatusCode::OK, &template)
}
