use std::convert::Infallible;

use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::ports::{AuditFilter, Page};
use sendook_domain::values::{Id, in_range};
use sendook_web::{Problem, Query, run};

use super::Answer;
use super::people::{People, SharedApi};
use super::things::Things;
use crate::person::Person;
use crate::view::{Moment, Section, Shell, action_label, page};

/// How many lines a page shows.
const LINES: u16 = 40;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    lines: Vec<Line>,
    /// Value, label, and whether it is chosen.
    actions: Vec<(&'static str, &'static str, bool)>,
    action: String,
    since: String,
    until: String,
    next: Option<String>,
    narrowed: bool,
}

struct Line {
    at: Moment,
    action: &'static str,
    actor: String,
    target: String,
    /// What people call it, if it has a name and is still there.
    target_name: String,
    detail: String,
    address: String,
}

/// `GET /audit`
pub(crate) async fn list(person: Person, mut query: Query, api: SharedApi) -> Answer {
    let grant = person.grant::<ReadAudit>()?;
    let typed = |query: &mut Query, name| {
        let text = query.optional(name, |text| Ok::<_, Infallible>(text.to_owned()));
        text.unwrap_or_default()
    };
    let (since, until) = (typed(&mut query, "since"), typed(&mut query, "until"));
    let chosen = AuditAction::parse(&typed(&mut query, "action"));
    let filter = AuditFilter {
        action: chosen,
        since: midnight(&since, 0),
        // The day that is named belongs to it.
        until: midnight(&until, 1),
    };
    let part = Page {
        limit: LINES,
        after: query.optional("cursor", Id::parse),
    };
    let narrowed = filter != AuditFilter::default();
    let shell = Shell::new(&person, Section::Audit);
    let now = api.ports.clock.now();
    let (listing, people, things) = run(api, move |api| {
        let listing = api.audit.list(&grant, &filter, &part)?;
        let named = listing.items.iter().filter_map(|event| match &event.actor {
            Actor::User(id) => Some(id),
            Actor::Key(_) | Actor::Operator | Actor::Anonymous => None,
        });
        let people = People::find(api, &person.membership, named)?;
        let targets = listing
            .items
            .iter()
            .filter_map(|event| event.target.as_ref());
        let things = Things::find(api, &person.membership, targets)?;
        Ok::<_, Problem>((listing, people, things))
    })
    .await?;
    let lines = listing.items.into_iter().map(|event| Line {
        at: Moment::new(event.at, now),
        action: action_label(event.action),
        actor: people.actor(&event.actor),
        target_name: event
            .target
            .as_ref()
            .map(|id| things.name(id))
            .unwrap_or_default(),
        target: event.target.unwrap_or_default(),
        detail: event.detail.unwrap_or_default(),
        address: event.origin.ip.map(|ip| ip.to_string()).unwrap_or_default(),
    });
    let choices = AuditAction::ALL.iter().map(|action| {
        let is_chosen = chosen == Some(*action);
        (action.as_str(), action_label(*action), is_chosen)
    });
    let template = AuditPage {
        shell,
        lines: lines.collect(),
        actions: choices.collect(),
        action: chosen
            .map(|action| action.as_str().to_owned())
            .unwrap_or_default(),
        since: filter_text(&since),
        until: filter_text(&until),
        next: listing.next.map(|id| id.to_string()),
        narrowed,
    };
    page(StatusCode::OK, &template)
}

/// The beginning of a day, in UTC, as a date field writes it, or of one some days later.
fn midnight(text: &str, later: u64) -> Option<DateTime<Utc>> {
    let day = text.parse::<NaiveDate>().ok()?;
    let day = day.checked_add_days(Days::new(later))?;
    in_range(day.and_time(NaiveTime::MIN).and_utc()).ok()
}

/// A date that was understood; what was not shows no more.
fn filter_text(text: &str) -> String {
    let day = text.parse::<NaiveDate>().ok();
    day.map(|day| day.to_string()).unwrap_or_default()
}
