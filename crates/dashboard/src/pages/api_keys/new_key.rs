use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ReadInboxes;
use sendook_domain::entities::{Inbox, Scope};
use sendook_domain::ports::{Pagination, StoreError};
use sendook_web::Api;

use crate::faults::Faults;
use crate::form::Form;
use crate::view::{Field, scope_label};

/// How many inboxes can be chosen from. The API takes more.
const INBOXES: u16 = 25;

const ENVIRONMENTS: [(&str, &str); 3] = [
    ("production", "Production"),
    ("staging", "Staging"),
    ("development", "Development"),
];

const LIFETIMES: [(&str, &str); 6] = [
    ("never", "Never"),
    ("7", "In 7 days"),
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In a year"),
    ("date", "On a date of your own"),
];

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
        let is_typed = |name: &str, value: &str| typed.is_some_and(|form| form.has(name, value));
        let choice = |name: &str, (value, label): (&str, &str)| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: is_typed(name, value),
        };
        // Nothing is typed yet: the first is chosen.
        let or_first = |mut choices: Vec<Choice>| {
            choices[0].chosen |= typed.is_none();
            choices
        };
        let scopes = Scope::ALL[1..].iter();
        let scopes = scopes.map(|scope| (scope.as_str(), scope_label(*scope)));
        let inboxes = inboxes.iter();
        let inboxes = inboxes.map(|inbox| (inbox.id.as_str(), inbox.address.as_str()));
        let name = Field::text("name", "Name").hint("What will use it: “Billing worker”, say.");
        let expires_on = Field::date("expires_on", "Last day, in UTC").optional();
        Self {
            faults,
            name: name.typed(typed, faults),
            environments: or_first(ENVIRONMENTS.map(|one| choice("environment", one)).into()),
            lifetimes: or_first(LIFETIMES.map(|one| choice("lifetime", one)).into()),
            expires_on: expires_on.typed(typed, faults),
            limited: is_typed("access", "limited"),
            scopes: scopes.map(|scope| choice("scopes", scope)).collect(),
            some_inboxes: is_typed("reach", "some"),
            inboxes: inboxes.map(|inbox| choice("inbox_ids", inbox)).collect(),
        }
    }
}

/// The inboxes that a key can be restricted to: the newest.
///
/// # Errors
/// What the store reports.
pub(super) fn inbox_choices(
    api: &Api,
    grant: &Grant<ReadInboxes>,
) -> Result<Vec<Inbox>, StoreError> {
    let part = Pagination {
        limit: INBOXES,
        after: None,
    };
    Ok(api.services.inboxes.list(grant, &part)?.items)
}
