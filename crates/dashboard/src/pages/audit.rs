use std::convert::Infallible;

use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::ports::{AuditFilter, Pagination};
use sendook_domain::values::{Id, in_range};
use sendook_web::{Problem, Query};

use super::names::Names;
use crate::answer::{Answer, page};
use crate::person::Person;
use crate::view::{Moment, Section, Shell, action_label};

/// How many lines a page shows.
const LINES: u16 = 40;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    lines: Vec<Line>,
    /// Value, label, and whether it is chosen.
    actions: Vec<(&'static str, &'static str, bool)>,
    action: &'static str,
    since: String,
    until: String,
    next: Option<Id<AuditEvent>>,
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

impl Line {
    fn new(event: AuditEvent, names: &Names, now: DateTime<Utc>) -> Self {
        let (target, target_name) = names.target(&event);
        Self {
            at: Moment::new(event.at, now),
            action: action_label(event.action),
            actor: names.actor(&event.actor),
            target,
            target_name,
            detail: event.detail.unwrap_or_default(),
            address: event.origin.ip.map(|ip| ip.to_string()).unwrap_or_default(),
        }
    }
}

/// `GET /audit`
pub(crate) async fn list(person: Person, mut query: Query) -> Answer {
    let grant = person.grant::<ReadAudit>()?;
    let mut typed = |name| {
        let text = query.optional(name, |text| Ok::<_, Infallible>(text.to_owned()));
        text.unwrap_or_default()
    };
    let [since, until] = ["since", "until"].map(|name| typed(name).parse::<NaiveDate>().ok());
    let action = AuditAction::parse(&typed("action")).ok();
    let filter = AuditFilter {
        action,
        since: since.and_then(midnight),
        // The day that is named belongs to it.
        until: until.and_then(|day| midnight(day.checked_add_days(Days::new(1))?)),
    };
    let narrowed = filter != AuditFilter::default();
    let part = Pagination {
        limit: LINES,
        after: query.optional("cursor", Id::parse),
    };
    let mut names = Names::of(&person);
    let find = person.run(move |api| {
        let listing = api.services.audit.list(&grant, &filter, &part)?;
        names.find_named(api, &listing.items)?;
        Ok::<_, Problem>((listing, names))
    });
    let (listing, names) = find.await?;
    let lines = listing.items.into_iter();
    let lines = lines.map(|event| Line::new(event, &names, person.now()));
    let choices = AuditAction::ALL.iter().copied();
    let choices = choices.map(|one| (one.as_str(), action_label(one), action == Some(one)));
    // A date that was not understood shows no more.
    let shown = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let template = AuditPage {
        shell: Shell::new(&person, Section::Audit),
        lines: lines.collect(),
        actions: choices.collect(),
        action: action.map_or("", AuditAction::as_str),
        since: shown(since),
        until: shown(until),
        next: listing.next,
        narrowed,
    };
    page(StatusCode::OK, &template)
}

/// The beginning of a day, in UTC.
fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    in_range(day.and_time(NaiveTime::MIN).and_utc()).ok()
}
