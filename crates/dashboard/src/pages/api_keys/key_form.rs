use chrono::{DateTime, Utc};
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ReadInboxes;
use sendook_domain::entities::{ApiKey, Inbox, InboxScope, RequestLimits, Scope};
use sendook_domain::ports::{Pagination, StoreError};
use sendook_web::Api;

use crate::faults::Faults;
use crate::form::Form;
use crate::view::{Choice, Field, Moment, scope_label};

/// How many inboxes can be chosen from, besides those that a key is restricted to already. The API takes more.
const INBOXES: u16 = 25;

/// The environments of keys: value and label.
pub(super) const ENVIRONMENTS: [(&str, &str); 3] = [
    ("production", "Production"),
    ("staging", "Staging"),
    ("development", "Development"),
];

const LIFETIMES: [(&str, &str); 6] = [
    ("7", "In 7 days"),
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In a year"),
    ("date", "On a date of your own"),
    ("never", "Never"),
];

const ACCESS: [(&str, &str); 2] = [("full", "Full access"), ("limited", "Only these scopes")];

const REACH: [(&str, &str); 2] = [("all", "All, later ones too"), ("some", "Only these")];

/// The form of a new key, or of one that is changed.
pub(super) struct KeyForm<'a> {
    pub(super) faults: &'a Faults,
    pub(super) name: Field<'a>,
    pub(super) environments: Vec<Choice>,
    pub(super) lifetimes: Vec<Choice>,
    pub(super) expires_on: Field<'a>,
    pub(super) access: Vec<Choice>,
    pub(super) scopes: Vec<Choice>,
    pub(super) reach: Vec<Choice>,
    pub(super) inboxes: Vec<Choice>,
    pub(super) rate_limit: Field<'a>,
    pub(super) rate_window: Field<'a>,
    pub(super) allowed_ips: Field<'a>,
}

impl<'a> KeyForm<'a> {
    /// With what `form` says, and what is wrong with that.
    pub(super) fn new(form: &'a Form, inboxes: &[Inbox], faults: &'a Faults) -> Self {
        let choice = |name: &str, (value, label): (&str, &str)| {
            Choice::new(value, label, form.has(name, value))
        };
        let scopes = Scope::known().into_iter().skip(1);
        let scopes = scopes.map(|scope| (scope.as_str(), scope_label(scope)));
        let inboxes = inboxes.iter();
        let inboxes = inboxes.map(|inbox| (inbox.id.as_str(), inbox.address.as_str()));
        let name = Field::text("name", "Name").hint("What will use it: “Billing worker”, say.");
        let expires_on = Field::date("expires_on", "Last day, in UTC").optional();
        let rate_limit = Field::number("rate_limit", "At most so many requests").optional();
        let rate_window = Field::number("rate_window", "in so many seconds").optional();
        let allowed_ips = Field::text("allowed_ips", "Accepted from these addresses alone")
            .hint("One in a line: 203.0.113.7, or a range such as 203.0.113.0/24 or 2001:db8::/32.")
            .optional();
        Self {
            faults,
            name: name.typed(Some(form), faults),
            environments: ENVIRONMENTS.map(|one| choice("environment", one)).into(),
            lifetimes: LIFETIMES.map(|one| choice("lifetime", one)).into(),
            expires_on: expires_on.typed(Some(form), faults),
            access: ACCESS.map(|one| choice("access", one)).into(),
            scopes: scopes.map(|scope| choice("scopes", scope)).collect(),
            reach: REACH.map(|one| choice("reach", one)).into(),
            inboxes: inboxes.map(|inbox| choice("inbox_ids", inbox)).collect(),
            rate_limit: rate_limit.typed(Some(form), faults),
            rate_window: rate_window.typed(Some(form), faults),
            allowed_ips: allowed_ips.typed(Some(form), faults),
        }
    }

    /// And with the choice to leave the expiry of this key as it is.
    pub(super) fn of(self, key: &ApiKey, form: &Form, now: DateTime<Utc>) -> Self {
        let as_it_is = match key.expires_at {
            None => "Never, as it is".to_owned(),
            Some(at) => format!("{}, as it is", Moment::new(at, now).full),
        };
        let keep = Choice::new(KEEP, &as_it_is, form.has("lifetime", KEEP));
        let others = self.lifetimes.into_iter();
        // Said once is enough.
        let others = others.filter(|one| key.expires_at.is_some() || one.value != "never");
        Self {
            lifetimes: [keep].into_iter().chain(others).collect(),
            ..self
        }
    }
}

/// The expiry that a key has already.
pub(super) const KEEP: &str = "keep";

/// What the form of a new key says before anything is typed. What the key may do is left to be chosen.
pub(super) fn blank() -> Form {
    let pairs = [
        ("environment", "production"),
        ("lifetime", "90"),
        ("reach", "all"),
    ];
    Form(pairs.map(owned).into())
}

/// What the form of a key says that was not changed yet.
pub(super) fn as_it_is(key: &ApiKey) -> Form {
    let mut pairs = vec![("name", key.name.as_str()), ("lifetime", KEEP)];
    if key.scopes.allows(Scope::FullAccess) {
        pairs.push(("access", "full"));
    } else {
        pairs.push(("access", "limited"));
        pairs.extend(key.scopes.iter().map(|scope| ("scopes", scope.as_str())));
    }
    match &key.inboxes {
        InboxScope::All => pairs.push(("reach", "all")),
        InboxScope::Only(ids) => {
            pairs.push(("reach", "some"));
            pairs.extend(ids.iter().map(|id| ("inbox_ids", id.as_str())));
        }
    }
    let mut form = Form(pairs.into_iter().map(owned).collect());
    form.0.extend(limits_as_they_are(&key.limits));
    form
}

fn limits_as_they_are(limits: &RequestLimits) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    if let Some(rate) = limits.rate {
        pairs.push(("rate_limit", rate.limit().to_string()));
        pairs.push(("rate_window", rate.window_seconds().to_string()));
    }
    if let Some(allowed) = &limits.allowed_ips {
        pairs.push(("allowed_ips", allowed.to_text().replace(' ', "\n")));
    }
    let owned = |(name, value): (&str, String)| (name.to_owned(), value);
    pairs.into_iter().map(owned).collect()
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The inboxes that a key can be restricted to: the newest, and those that it is restricted to already.
///
/// # Errors
/// What the store reports.
pub(super) fn inbox_choices(
    api: &Api,
    grant: &Grant<ReadInboxes>,
    restricted_to: &InboxScope,
) -> Result<Vec<Inbox>, StoreError> {
    let part = Pagination {
        limit: INBOXES,
        after: None,
    };
    let inboxes = &api.services.inboxes;
    let mut choices = inboxes.list(grant, &part)?.items;
    if let InboxScope::Only(ids) = restricted_to {
        for id in ids {
            if choices.iter().all(|inbox| inbox.id != *id) {
                choices.extend(inboxes.find(grant, id)?);
            }
        }
    }
    Ok(choices)
}
