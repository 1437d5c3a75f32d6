//! What there is to know about an organization at a glance.

use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::authorization::permission::{ReadAudit, ReadKeys, ReadOrganization};
use sendook_domain::entities::{ApiKey, AuditAction, AuditEvent};
use sendook_domain::ports::{AuditFilter, KeyFilter, Page, Pagination};
use sendook_domain::usage::UsageWindow;
use sendook_domain::values::Id;
use sendook_web::Problem;

use super::names::{LEFT, Names};
use crate::answer::{Answer, page};
use crate::person::Person;
use crate::view::{Key, Moment, Section, Shell, UsageChart, link};

/// How many keys and failed logins are shown of each kind.
const SHOWN: usize = 5;

/// How long before its end a key is shown.
const EXPIRES_WITHIN: TimeDelta = TimeDelta::days(30);

/// For how long a key is not used before it is shown.
const UNUSED_FOR: TimeDelta = TimeDelta::days(90);

/// How far back failed logins are shown.
const FAILED_WITHIN: TimeDelta = TimeDelta::days(7);

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    shell: Shell,
    usage: UsageChart,
    expiring: Keys,
    unused: Keys,
    /// For those who may read the audit trail.
    failed: Option<FailedLogins>,
}

struct Keys {
    shown: Vec<Key>,
    /// How many are not shown; empty if all are.
    others: String,
}

struct FailedLogins {
    lines: Vec<FailedLogin>,
    count: String,
    /// The page with all of them.
    all: String,
}

struct FailedLogin {
    account: String,
    address: String,
    at: Moment,
}

/// `GET /overview`
pub(crate) async fn show(person: Person) -> Answer {
    let (of_all, of_keys) = (
        person.grant::<ReadOrganization>()?,
        person.grant::<ReadKeys>()?,
    );
    let audit = person.grant::<ReadAudit>().ok();
    let mut names = Names::of(&person);
    let now = person.now();
    let find = person.run(move |api| {
        let services = &api.services;
        let window = UsageWindow::LONGEST;
        let usage = services
            .usage
            .of_organization_with_unwritten(&of_all, window)?;
        let list = |filter, page| services.keys.list_with_usage(&of_keys, &filter, &page);
        let expiring = list(expiring(now), Pagination::first())?;
        let unused = list(unused(now), made_before(now - UNUSED_FOR))?;
        let failed = audit.map(|grant| {
            let failed = services
                .audit
                .list(&grant, &failed(now), &Pagination::first())?;
            let shown = &failed.items[..failed.items.len().min(SHOWN)];
            names.find_named(api, shown)?;
            Ok::<_, Problem>(FailedLogins::new(&failed, &names, now))
        });
        Ok::<_, Problem>((usage, expiring, unused, failed.transpose()?))
    });
    let (usage, mut expiring, unused, failed) = find.await?;
    expiring.items.sort_by_key(|key| key.expires_at);
    let template = OverviewPage {
        shell: Shell::new(&person, Section::Overview),
        usage: UsageChart::new(&usage),
        expiring: Keys::new(&expiring, now),
        unused: Keys::new(&unused, now),
        failed,
    };
    page(StatusCode::OK, &template)
}

fn expiring(now: DateTime<Utc>) -> KeyFilter {
    KeyFilter {
        active: Some(true),
        expires_since: Some(now),
        expires_before: Some(now + EXPIRES_WITHIN),
        ..KeyFilter::default()
    }
}

fn unused(now: DateTime<Utc>) -> KeyFilter {
    KeyFilter {
        active: Some(true),
        unused_since: Some(now - UNUSED_FOR),
        ..KeyFilter::default()
    }
}

/// Keys are listed by their ids, which sort by the moment they were made.
fn made_before(moment: DateTime<Utc>) -> Pagination<ApiKey> {
    Pagination {
        after: Some(Id::new(moment, [0; 8])),
        ..Pagination::first()
    }
}

fn failed(now: DateTime<Utc>) -> AuditFilter {
    AuditFilter {
        action: Some(AuditAction::LoginFailed),
        since: Some(now - FAILED_WITHIN),
        ..AuditFilter::default()
    }
}

/// How many there are in a listing that may go on.
fn count(items: usize, goes_on: bool) -> String {
    if goes_on {
        format!("more than {items}")
    } else {
        items.to_string()
    }
}

impl Keys {
    fn new(listing: &Page<ApiKey>, now: DateTime<Utc>) -> Self {
        let shown = listing.items.iter().take(SHOWN);
        let others = listing.items.len().saturating_sub(SHOWN);
        let goes_on = listing.next.is_some();
        Self {
            // Who made them is not shown.
            shown: shown.map(|key| Key::new(key, String::new(), now)).collect(),
            others: if others > 0 || goes_on {
                count(others, goes_on)
            } else {
                String::new()
            },
        }
    }
}

impl FailedLogins {
    fn new(listing: &Page<AuditEvent>, names: &Names, now: DateTime<Utc>) -> Self {
        let shown = listing.items.iter().take(SHOWN);
        let since = (now - FAILED_WITHIN).date_naive().to_string();
        let action = AuditAction::LoginFailed.as_str();
        Self {
            lines: shown
                .map(|event| FailedLogin::new(event, names, now))
                .collect(),
            count: count(listing.items.len(), listing.next.is_some()),
            all: link("/audit", &[("action", action), ("since", &since)]),
        }
    }
}

impl FailedLogin {
    fn new(event: &AuditEvent, names: &Names, now: DateTime<Utc>) -> Self {
        let account = names.target(event).map(|account| account.name);
        let account = account.filter(|name| !name.is_empty());
        Self {
            account: account.unwrap_or_else(|| LEFT.to_owned()),
            address: event.origin.ip.map(|ip| ip.to_string()).unwrap_or_default(),
            at: Moment::new(event.at, now),
        }
    }
}
