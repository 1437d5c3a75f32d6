//! The audit trail: a page of it, and all of it as a file.

pub(crate) mod export;
mod search;

use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::{AuditFilter, Pagination};
use sendook_domain::values::Id;
use sendook_web::{Problem, Query};

use self::search::AuditSearch;
use super::names::{Names, Party};
use crate::answer::{Answer, page};
use crate::person::Person;
use crate::view::{Moment, Section, Select, Shell, device, recorded_label};

/// How many lines a page shows.
const LINES: u16 = 25;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    lines: Vec<Line>,
    selects: [Select; 2],
    since: String,
    until: String,
    older: Option<String>,
    /// The newest lines of the same search, where these are older ones.
    newest: Option<String>,
    export: String,
    narrowed: bool,
}

struct Line {
    at: Moment,
    action: String,
    actor: Party,
    target: Option<Party>,
    detail: String,
    address: String,
    /// The program that sent the request, in short and as it called itself.
    device: String,
    user_agent: String,
}

impl Line {
    fn new(event: AuditEvent, names: &Names, now: DateTime<Utc>) -> Self {
        let user_agent = event.origin.user_agent.as_deref();
        let target = names.target(&event);
        // The line about a deletion has no more to say than the name.
        let is_name = |detail: &String| target.as_ref().is_some_and(|to| to.is_called(detail));
        Self {
            at: Moment::new(event.at, now),
            action: recorded_label(&event.action),
            actor: names.actor(&event.actor),
            device: user_agent.map_or_else(String::new, |text| device(Some(text))),
            user_agent: user_agent.unwrap_or_default().to_owned(),
            detail: event.detail.filter(|one| !is_name(one)).unwrap_or_default(),
            address: event.origin.ip.map(|ip| ip.to_string()).unwrap_or_default(),
            target,
        }
    }
}

/// `GET /audit`
pub(crate) async fn list(person: Person, mut query: Query) -> Answer {
    let grant = person.grant::<ReadAudit>()?;
    let search = AuditSearch::read(&mut query);
    let filter = search.filter();
    let narrowed = filter != AuditFilter::default();
    let part = Pagination {
        limit: LINES,
        after: query.optional("cursor", Id::parse),
    };
    let newest = part.after.is_some().then(|| search.page(None));
    let about = search.about.clone();
    let mut names = Names::of(&person);
    let find = person.run(move |api| {
        let listing = api.services.audit.list(&grant, &filter, &part)?;
        names.find(api, &about)?;
        names.find_named(api, &listing.items)?;
        Ok::<_, Problem>((listing, names))
    });
    let (listing, names) = find.await?;
    let lines = listing.items.into_iter();
    let lines = lines.map(|event| Line::new(event, &names, person.now()));
    let about = names.called(&search.about);
    let template = AuditPage {
        shell: Shell::new(&person, Section::Audit),
        lines: lines.collect(),
        selects: search.selects(&names.parties(), person.user.id.as_str(), &about),
        since: search.since(),
        until: search.until(),
        older: listing.next.map(|next| search.page(Some(&next))),
        newest,
        export: search.export(),
        narrowed,
    };
    page(StatusCode::OK, &template)
}
