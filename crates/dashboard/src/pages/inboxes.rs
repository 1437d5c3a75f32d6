use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use chrono::{DateTime, Utc};
use sendook_domain::authorization::permission::{CreateInboxes, DeleteInboxes, ReadInboxes};
use sendook_domain::entities::Inbox;
use sendook_domain::ports::Pagination;
use sendook_domain::values::{Id, InboxName};
use sendook_web::requests::inbox_request;
use sendook_web::{Api, ItemPath, Problem, Query};

use crate::answer::{Answer, page, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::page_error::PageError;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Field, Moment, Section, Shell, notice};

/// How many inboxes a page shows.
const ROWS: u16 = 30;

#[derive(Template)]
#[template(path = "inboxes/list.html")]
struct InboxesPage<'a> {
    shell: Shell,
    inboxes: Vec<InboxRow>,
    next: Option<Id<Inbox>>,
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
    fn new(inbox: &Inbox, now: DateTime<Utc>) -> Self {
        let name = inbox.name.as_ref().map(InboxName::as_str);
        Self {
            id: inbox.id.to_string(),
            name: name.unwrap_or_default().to_owned(),
            address: inbox.address.as_str().to_owned(),
            created: Moment::new(inbox.created_at, now),
        }
    }
}

impl<'a> NewInbox<'a> {
    fn new(api: &Api, faults: &'a Faults, typed: Option<&'a Form>) -> Self {
        let domain = api.services.inboxes.domain().as_str();
        let name = format!("Support becomes support@{domain}.");
        let email = format!("Only if it should differ from the name. Ends in @{domain}.");
        let field = |name, label, hint| Field::text(name, label).optional().hint(hint);
        Self {
            name: field("name", "Name", name).typed(typed, faults),
            email: field("email", "Address", email).typed(typed, faults),
        }
    }
}

fn gone() -> PageError {
    PageError::gone("There is no such inbox in this organization. It may have been deleted.")
}

/// `GET /inboxes`
pub(crate) async fn list(person: Person, mut query: Query) -> Answer {
    let grant = person.grant::<ReadInboxes>()?;
    let part = Pagination {
        limit: ROWS,
        after: query.optional("cursor", Id::parse),
    };
    let listing = person
        .run(move |api| api.services.inboxes.list(&grant, &part))
        .await?;
    let rows = listing.items.iter();
    let faults = Faults::default();
    let template = InboxesPage {
        shell: Shell::new(&person, Section::Inboxes).saying(notice(&mut query)),
        inboxes: rows
            .map(|inbox| InboxRow::new(inbox, person.now()))
            .collect(),
        next: listing.next,
        new: NewInbox::new(&person.api, &faults, None),
    };
    page(StatusCode::OK, &template)
}

/// `GET /inboxes/new`
pub(crate) async fn new(person: Person) -> Answer {
    person.grant::<CreateInboxes>()?;
    show_form(&person, &Faults::default(), None)
}

fn show_form(person: &Person, faults: &Faults, typed: Option<&Form>) -> Answer {
    let template = NewInboxPage {
        shell: Shell::new(person, Section::Inboxes),
        new: NewInbox::new(&person.api, faults, typed),
    };
    faults.page(&template)
}

/// `POST /inboxes`
pub(crate) async fn create(sent: Submission) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    let grant = person.grant::<CreateInboxes>()?;
    let request = inbox_request(
        &mut form.read(["name", "email"]),
        person.api.services.inboxes.domain(),
    );
    let created = person.run(move |api| {
        let created = api.services.inboxes.create(&grant, request?, &origin, None);
        created.map_err(Problem::from)
    });
    match created.await {
        Ok(_) => Ok(see_other("/inboxes?notice=inbox-created")),
        Err(error) => {
            let faults = Faults::of(of_address(error, &person.api))?;
            show_form(&person, &faults, Some(&form))
        }
    }
}

/// A foreign domain is a field's fault here: there is no resource that was not found.
fn of_address(error: Problem, api: &Api) -> Problem {
    if error.status != StatusCode::NOT_FOUND {
        return error;
    }
    let domain = api.services.inboxes.domain().as_str();
    Problem::field("email", &format!("The address must end in @{domain}."))
}

/// `GET /inboxes/{id}/delete`
pub(crate) async fn deletion(person: Person, path: web::Path<ItemPath>) -> Answer {
    person.grant::<DeleteInboxes>()?;
    let grant = person.grant::<ReadInboxes>()?;
    let id = path.id().ok_or_else(gone)?;
    let inbox = person
        .run(move |api| api.services.inboxes.find(&grant, &id))
        .await?;
    let template = DeletionPage {
        shell: Shell::new(&person, Section::Inboxes),
        inbox: InboxRow::new(&inbox.ok_or_else(gone)?, person.now()),
    };
    page(StatusCode::OK, &template)
}

/// `POST /inboxes/{id}/delete`
pub(crate) async fn delete(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let Submission { person, origin, .. } = sent;
    let grant = person.grant::<DeleteInboxes>()?;
    let id = path.id().ok_or_else(gone)?;
    let deleted = person.run(move |api| api.services.inboxes.delete(&grant, &id, &origin));
    deleted.await?.ok_or_else(gone)?;
    Ok(see_other("/inboxes?notice=inbox-deleted"))
}
