use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::authorization::permission::{ManageKeys, ReadInboxes, ReadKeys};
use sendook_domain::entities::InboxScope;
use sendook_domain::ports::Pagination;
use sendook_domain::values::Id;
use sendook_web::{Problem, Query};

use super::key_form::{KeyForm, blank, inbox_choices};
use super::lookup::as_seen;
use super::search::KeySearch;
use crate::answer::{Answer, page};
use crate::faults::Faults;
use crate::pages::names::Names;
use crate::person::Person;
use crate::view::{Key, Section, Select, Shell, notice};

/// How many keys a page shows.
const ROWS: u16 = 15;

#[derive(Template)]
#[template(path = "api_keys/list.html")]
struct KeysPage<'a> {
    shell: Shell,
    keys: Vec<Key>,
    /// The text that names are searched for.
    text: String,
    selects: Vec<Select>,
    restricted: bool,
    /// The pages before and after this one.
    newer: Option<String>,
    older: Option<String>,
    may_manage: bool,
    new: KeyForm<'a>,
}

/// `GET /api-keys`
pub(crate) async fn list(person: Person, mut query: Query) -> Answer {
    let grant = person.grant::<ReadKeys>()?;
    let of_inboxes = person.grant::<ReadInboxes>()?;
    let part = Pagination {
        limit: ROWS,
        after: query.optional("cursor", Id::parse),
    };
    let search = KeySearch::read(&mut query);
    let filter = search.filter(person.now());
    let mut names = Names::of(&person);
    let find = person.run(move |api| {
        let service = &api.services.keys;
        let listing = service.list_with_usage(&grant, &filter, &part)?;
        names.find_makers(api, &listing.items)?;
        names.find(api, &search.maker)?;
        let before = service.start_of_page_before(&grant, &filter, &part)?;
        let newer = part.after.map(|_| search.page(before.as_ref()));
        let older = listing.next.map(|next| search.page(Some(&next)));
        let keys = listing.items.iter().map(|key| as_seen(api, key, &names));
        let keys: Vec<_> = keys.collect();
        let inboxes = inbox_choices(api, &of_inboxes, &InboxScope::All)?;
        let maker = names.called(&search.maker);
        Ok::<_, Problem>((keys, newer, older, inboxes, search, maker))
    });
    let (keys, newer, older, inboxes, search, maker) = find.await?;
    let (blank, faults) = (blank(), Faults::default());
    let template = KeysPage {
        shell: Shell::new(&person, Section::ApiKeys).saying(notice(&mut query)),
        keys,
        selects: search.selects(&maker, person.user.id.as_str()),
        restricted: search.restricts(),
        text: search.text,
        newer,
        older,
        may_manage: person.may::<ManageKeys>(),
        new: KeyForm::new(&blank, &inboxes, &faults),
    };
    page(StatusCode::OK, &template)
}
