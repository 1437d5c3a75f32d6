use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::authorization::permission::{CreateInboxes, DeleteInboxes, ReadInboxes};
use sendook_domain::entities::Inbox;
use sendook_domain::ports::Page;
use sendook_domain::values::Id;
use sendook_web::requests::inbox_request;
use sendook_web::{Api, Origin, Problem, Query, run};

use super::people::SharedApi;
use super::{Answer, ItemPath};
use crate::faults::Faults;
use crate::form::{Form, Submission};
use crate::page_error::PageError;
use crate::person::Person;
use crate::view::{Field, Moment, Section, Shell, notice, page, see_other};

/// How many inboxes a page shows.
const ROWS: u16 = 30;

const NO_SUCH_INBOX: &str =
    "There is no such inbox in this organization. It may have been deleted.";

#[derive(Template)]
#[template(path = "inboxes/list.html")]
struct InboxesPage<'a> {
    shell: Shell,
    inboxes: Vec<InboxRow>,
    next: Option<String>,
    new: NewInbox<'a>,
}

#[derive(Template)]
#[template(path = "inboxes/new.html")]
struct NewInboxPage<'a> {
    shell: Shell,
    new: NewInbox<'a>,
}

#[derive(Template)]
#[template(path = "inboxes/delete.html")]
struct DeletionPage {
    shell: Shell,
    inbox: InboxRow,
}

/// The form of a new inbox.
struct NewInbox<'a> {
    name: Field<'a>,
    email: Field<'a>,
}

struct InboxRow {
    id: String,
    name: String,
    address: String,
    created: Moment,
}

impl InboxRow {
    fn new(inbox: &Inbox, api: &Api) -> Self {
        Self {
            id: inbox.id.to_string(),
            name: inbox
                .name
                .as_ref()
                .map(|name| name.as_str().to_owned())
                .unwrap_or_default(),
            address: inbox.address.as_str().to_owned(),
            created: Moment::new(inbox.created_at, api.ports.clock.now()),
        }
    }
}

fn new_inbox<'a>(api: &Api, faults: &'a Faults, typed: Option<&'a Form>) -> NewInbox<'a> {
    let domain = api.inboxes.domain().as_str();
    let name = Field::text("name", "Name").optional();
    let name = name.hint(format!("Support becomes support@{domain}."));
    let email = Field::text("email", "Address").optional();
    let email = email.hint(format!(
        "Only if it should differ from the name. Ends in @{domain}."
    ));
    NewInbox {
        name: name.typed(typed, faults),
        email: email.typed(typed, faults),
    }
}

/// `GET /inboxes`
pub(crate) async fn list(person: Person, mut query: Query, api: SharedApi) -> Answer {
    let grant = person.grant::<ReadInboxes>()?;
    let shell = Shell::new(&person, Section::Inboxes).saying(notice(&mut query));
    let part = Page {
        limit: ROWS,
        after: query.optional("cursor", Id::parse),
    };
    let listing = run(api.clone(), move |api| api.inboxes.list(&grant, &part)).await?;
    let rows = listing.items.iter().map(|inbox| InboxRow::new(inbox, &api));
    let faults = Faults::default();
    let template = InboxesPage {
        shell,
        inboxes: rows.collect(),
        next: listing.next.map(|id| id.to_string()),
        new: new_inbox(&api, &faults, None),
    };
    page(StatusCode::OK, &template)
}

/// `GET /inboxes/new`
pub(crate) async fn new(person: Person, api: SharedApi) -> Answer {
    person.grant::<CreateInboxes>()?;
    show_form(&person, &api, &Faults::default(), None)
}

fn show_form(person: &Person, api: &Api, faults: &Faults, typed: Option<&Form>) -> Answer {
    let template = NewInboxPage {
        shell: Shell::new(person, Section::Inboxes),
        new: new_inbox(api, faults, typed),
    };
    faults.page(&template)
}

/// `POST /inboxes`
pub(crate) async fn create(sent: Submission, Origin(origin): Origin, api: SharedApi) -> Answer {
    let Submission { person, form } = sent;
    let grant = person.grant::<CreateInboxes>()?;
    let mut fields = form.read(["name", "email"]);
    let created = match inbox_request(&mut fields, api.inboxes.domain()) {
        Ok(request) => {
            let create = move |api: &Api| api.inboxes.create(&grant, request, &origin);
            run(api.clone(), create).await
        }
        Err(error) => Err(error),
    };
    match created {
        Ok(_) => Ok(see_other("/inboxes?notice=inbox-created")),
        Err(error) => show_form(&person, &api, &wrong(error, &api)?, Some(&form)),
    }
}

/// A foreign domain is a field's fault here: there is no resource that was not found.
fn wrong(error: Problem, api: &Api) -> Result<Faults, Problem> {
    if error.status != StatusCode::NOT_FOUND {
        return Faults::of(error);
    }
    let domain = api.inboxes.domain().as_str();
    let msg = format!("The address must end in @{domain}.");
    Faults::of(Problem::field("email", &msg))
}

/// `GET /inboxes/{id}/delete`
pub(crate) async fn deletion(person: Person, path: web::Path<ItemPath>, api: SharedApi) -> Answer {
    let gone = || PageError::gone(NO_SUCH_INBOX);
    person.grant::<DeleteInboxes>()?;
    let grant = person.grant::<ReadInboxes>()?;
    let id = path.id().ok_or_else(gone)?;
    let inbox = run(api.clone(), move |api| api.inboxes.find(&grant, &id)).await?;
    let template = DeletionPage {
        shell: Shell::new(&person, Section::Inboxes),
        inbox: InboxRow::new(&inbox.ok_or_else(gone)?, &api),
    };
    page(StatusCode::OK, &template)
}

/// `POST /inboxes/{id}/delete`
pub(crate) async fn delete(
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let gone = || PageError::gone(NO_SUCH_INBOX);
    let grant = sent.person.grant::<DeleteInboxes>()?;
    let id = path.id().ok_or_else(gone)?;
    let deleted = run(api, move |api| api.inboxes.delete(&grant, &id, &origin));
    deleted.await?.ok_or_else(gone)?;
    Ok(see_other("/inboxes?notice=inbox-deleted"))
}
