use std::convert::Infallible;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::ports::AuditFilter;
use sendook_domain::values::{Id, in_range};
use sendook_web::Query;

use crate::pages::names::Party;
use crate::view::{Choice, Select, action_label, link};

/// Which lines of the audit trail a page shows, as the form above it and the links below it say it.
pub(super) struct AuditSearch {
    action: Option<AuditAction>,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
    /// The id of a person, a key or another thing; empty for everything.
    pub(super) about: String,
}

impl AuditSearch {
    /// Reads a query. What it cannot mean does not restrict.
    pub(super) fn read(query: &mut Query) -> Self {
        let mut text = |name| {
            let text = query.optional(name, |text| Ok::<_, Infallible>(text.to_owned()));
            text.unwrap_or_default()
        };
        let about = Id::<AuditEvent>::parse(&text("about"));
        Self {
            action: AuditAction::parse(&text("action")).ok(),
            since: text("since").parse().ok(),
            until: text("until").parse().ok(),
            about: about.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    /// What it asks the store for.
    pub(super) fn filter(&self) -> AuditFilter {
        AuditFilter {
            action: self.action,
            since: self.since.and_then(midnight),
            // The day that is named belongs to it.
            until: self
                .until
                .and_then(|day| midnight(day.checked_add_days(Days::new(1))?)),
            about: Some(self.about.clone()).filter(|id| !id.is_empty()),
        }
    }

    /// The page with these lines that begins after this one, or at the newest.
    pub(super) fn page(&self, after: Option<&Id<AuditEvent>>) -> String {
        self.link("/audit", after.map_or("", Id::as_str))
    }

    /// The file with these lines.
    pub(super) fn export(&self) -> String {
        self.link("/audit/export", "")
    }

    fn link(&self, path: &str, cursor: &str) -> String {
        let parameters = [
            ("action", self.action.map_or("", AuditAction::as_str)),
            ("since", &self.since()),
            ("until", &self.until()),
            ("about", &self.about),
            ("cursor", cursor),
        ];
        link(path, &parameters)
    }

    /// The first day, or nothing.
    pub(super) fn since(&self) -> String {
        shown(self.since)
    }

    /// The last day, or nothing.
    pub(super) fn until(&self) -> String {
        shown(self.until)
    }

    /// What can be chosen: the kinds of lines, and these people and keys.
    pub(super) fn selects(&self, parties: &[Party], viewer: &str, about: &str) -> [Select; 2] {
        let actions = AuditAction::ALL.iter().copied();
        let actions = actions.map(|one| {
            let chosen = self.action == Some(one);
            Choice::new(one.as_str(), action_label(one), chosen)
        });
        let others = parties.iter().filter(|party| party.id != viewer);
        let others = others.map(|party| self.choice(&party.id, &party.name));
        let mut who = vec![
            self.choice("", "Anybody, anything"),
            self.choice(viewer, "You"),
        ];
        who.extend(others);
        if who.iter().all(|choice| !choice.chosen) {
            who.push(self.choice(&self.about, about));
        }
        let everything = Choice::new("", "Everything", self.action.is_none());
        [
            Select {
                name: "action",
                label: "What",
                choices: [everything].into_iter().chain(actions).collect(),
            },
            Select {
                name: "about",
                label: "By or to",
                choices: who,
            },
        ]
    }

    fn choice(&self, id: &str, name: &str) -> Choice {
        Choice::new(id, name, self.about == id)
    }
}

/// A date that was not understood shows no more.
fn shown(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The beginning of a day, in UTC.
fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    in_range(day.and_time(NaiveTime::MIN).and_utc()).ok()
}
