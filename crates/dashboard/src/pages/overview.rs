//! What there is to know about an organization at a glance.

use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::authorization::permission::{ReadAudit, ReadKeys, ReadOrganization};
use sendook_domain::entities::{ApiKey, AuditAction, AuditEvent};
use sendook_domain::ports::{AuditFilter, KeyFilter, Page, Pagination};
use sendook_domain::usage::UsageWindow;
use sendook_domain::values::Id;
use sendook_web::{Problem, Query};

use super::names::{LEFT, Names};
use crate::answer::{Answer, page};
use crate::person::Person;
use crate::view::{Key, Moment, Section, Shell, UsageChart, link, notice};

/// How many keys and failed logins are shown of each kind.
const SHOWN: usize = 5;

/// How many keys that expire are counted; of more, the page says that there are.
const COUNTED: u16 = 100;

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
pub(crate) async fn show(person: Person, mut query: Query) -> Answer {
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
        let soon = now..now + EXPIRES_WITHIN;
        let expiring = services
            .keys
            .expiring_with_usage(&of_keys, &soon, COUNTED + 1)?;
        let old = made_before(now - UNUSED_FOR);
        let unused = services
            .keys
            .list_with_usage(&of_keys, &unused(now), &old)?;
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
    let more_expire = expiring.len() > usize::from(COUNTED);
    expiring.truncate(COUNTED.into());
    let template = OverviewPage {
        shell: Shell::new(&person, Section::Overview).saying(notice(&mut query)),
        usage: UsageChart::new(&usage),
        expiring: Keys::new(&expiring, more_expire, now),
        unused: Keys::new(&unused.items, unused.next.is_some(), now),
        failed,
    };
    page(StatusCode::OK, &template)
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
    /// `goes_on`: there are more than these.
    fn new(keys: &[ApiKey], goes_on: bool, now: DateTime<Utc>) -> Self {
        let shown = keys.iter().take(SHOWN);
        let others = keys.len().saturating_sub(SHOWN);
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
