use sendook_domain::authorization::permission::ReadInboxes;
use sendook_domain::entities::{Inbox, Scope};
use sendook_domain::ports::Page;
use sendook_web::{Api, Problem};

use crate::faults::Faults;
use crate::form::Form;
use crate::person::Person;
use crate::view::{Field, scope_label};

/// How many inboxes can be chosen from. The API takes more.
const INBOXES: u16 = 25;

/// The form of a new key.
pub(super) struct NewKeyForm<'a> {
    pub(super) faults: &'a Faults,
    pub(super) name: Field<'a>,
    pub(super) environments: Vec<Choice>,
    pub(super) lifetimes: Vec<Choice>,
    pub(super) expires_on: Field<'a>,
    pub(super) limited: bool,
    pub(super) scopes: Vec<Choice>,
    pub(super) some_inboxes: bool,
    pub(super) inboxes: Vec<Choice>,
}

/// One of several things to choose from.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

impl<'a> NewKeyForm<'a> {
    /// As it was sent, or as it is at first.
    pub(super) fn new(inboxes: &[Inbox], faults: &'a Faults, typed: Option<&'a Form>) -> Self {
        let chosen = |name: &str, value: &str| typed.is_some_and(|form| form.has(name, value));
        let choice = |name: &str, value: &str, label: &str, by_default: bool| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: if typed.is_some() {
                chosen(name, value)
            } else {
                by_default
            },
        };
        let lifetimes = [
            ("never", "Never"),
            ("7", "In 7 days"),
            ("30", "In 30 days"),
            ("90", "In 90 days"),
            ("365", "In a year"),
            ("date", "On a date of your own"),
        ];
        let environments = [
            ("production", "Production"),
            ("staging", "Staging"),
            ("development", "Development"),
        ];
        Self {
            faults,
            name: Field::text("name", "Name")
                .hint("What will use it: “Billing worker”, say.")
                .typed(typed, faults),
            environments: environments
                .map(|(value, label)| choice("environment", value, label, value == "production"))
                .into(),
            lifetimes: lifetimes
                .map(|(value, label)| choice("lifetime", value, label, value == "never"))
                .into(),
            expires_on: Field::date("expires_on", "Last day, in UTC")
                .optional()
                .typed(typed, faults),
            limited: chosen("access", "limited"),
            scopes: Scope::ALL[1..]
                .iter()
                .map(|scope| choice("scopes", scope.as_str(), scope_label(*scope), false))
                .collect(),
            some_inboxes: chosen("reach", "some"),
            inboxes: inboxes
                .iter()
                .map(|inbox| {
                    let address = inbox.address.as_str();
                    choice("inbox_ids", inbox.id.as_str(), address, false)
                })
                .collect(),
        }
    }
}

/// The inboxes that a key of this person's organization can be restricted to: the newest.
///
/// # Errors
/// What the store reports.
pub(super) fn inbox_choices(api: &Api, person: &Person) -> Result<Vec<Inbox>, Problem> {
    let grant = person.grant::<ReadInboxes>()?;
    let part = Page {
        limit: INBOXES,
        after: None,
    };
    Ok(api.inboxes.list(&grant, &part)?.items)
}
