use std::convert::Infallible;

use chrono::{DateTime, Days, Utc};
use sendook_domain::entities::ApiKey;
use sendook_domain::ports::KeyFilter;
use sendook_domain::values::{Environment, Id};
use sendook_web::Query;

use super::key_form::ENVIRONMENTS;
use crate::view::{Choice, Select, link};

/// The longest text that names are searched for, in characters: as in the API.
const MAX_SEARCH: usize = 100;

const STATES: [(&str, &str); 3] = [("", "Any"), ("true", "Enabled"), ("false", "Disabled")];

/// In days.
const UNUSED: [(&str, &str); 5] = [
    ("", "Any time"),
    ("7", "Not in the last 7 days"),
    ("30", "Not in the last 30 days"),
    ("90", "Not in the last 90 days"),
    ("365", "Not in the last year"),
];

/// In days. The store takes keys that have expired for ones that expire before any later moment.
const EXPIRES: [(&str, &str); 5] = [
    ("", "Any time, or never"),
    ("0", "Has expired"),
    ("7", "Has, or will within 7 days"),
    ("30", "Has, or will within 30 days"),
    ("90", "Has, or will within 90 days"),
];

/// Which keys the list shows, as the form above it and the links below it say it. Empty texts do not restrict.
pub(super) struct KeySearch {
    pub(super) text: String,
    active: &'static str,
    environment: &'static str,
    unused: &'static str,
    expires: &'static str,
    /// The id of who made them: a person, or another key.
    pub(super) maker: String,
}

impl KeySearch {
    /// Reads a query. What it cannot mean does not restrict.
    pub(super) fn read(query: &mut Query) -> Self {
        let mut text = |name| {
            let text = query.optional(name, |text| Ok::<_, Infallible>(text.to_owned()));
            text.unwrap_or_default()
        };
        let one_of = |text: &str, options: &[(&'static str, &str)]| {
            let found = options.iter().find(|(value, _)| *value == text);
            found.map_or("", |(value, _)| value)
        };
        let maker = Id::<ApiKey>::parse(&text("created_by"));
        Self {
            text: text("q").trim().chars().take(MAX_SEARCH).collect(),
            active: one_of(&text("active"), &STATES),
            environment: one_of(&text("environment"), &ENVIRONMENTS),
            unused: one_of(&text("unused"), &UNUSED),
            expires: one_of(&text("expires"), &EXPIRES),
            maker: maker.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    /// What it asks the store for, as of now.
    pub(super) fn filter(&self, now: DateTime<Utc>) -> KeyFilter {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let days = |text: &str| text.parse().ok().map(Days::new);
        KeyFilter {
            active: self.active.parse().ok(),
            environment: Environment::parse(self.environment).ok(),
            unused_since: days(self.unused).and_then(|days| now.checked_sub_days(days)),
            expires_before: days(self.expires).and_then(|days| now.checked_add_days(days)),
            name_contains: given(&self.text),
            created_by: given(&self.maker),
        }
    }

    /// Whether it leaves anything out.
    pub(super) fn restricts(&self) -> bool {
        let fields = self.parameters("");
        fields.iter().any(|(_, value)| !value.is_empty())
    }

    /// The page of the list that begins after this key, or at the newest.
    pub(super) fn page(&self, after: Option<&Id<ApiKey>>) -> String {
        link("/api-keys", &self.parameters(after.map_or("", Id::as_str)))
    }

    fn parameters<'a>(&'a self, cursor: &'a str) -> [(&'static str, &'a str); 7] {
        [
            ("q", &self.text),
            ("active", self.active),
            ("environment", self.environment),
            ("unused", self.unused),
            ("expires", self.expires),
            ("created_by", &self.maker),
            ("cursor", cursor),
        ]
    }

    /// The fields of its form, besides the text. `maker` is the name of who made the keys; `viewer`, the id of who looks.
    pub(super) fn selects(&self, maker: &str, viewer: &str) -> Vec<Select> {
        let environments = [("", "Any")].into_iter().chain(ENVIRONMENTS);
        let environments: Vec<_> = environments.collect();
        let mut makers = vec![
            Choice::new("", "Anybody", self.maker.is_empty()),
            Choice::new(viewer, "You", self.maker == viewer),
        ];
        if ![viewer, ""].contains(&self.maker.as_str()) {
            makers.push(Choice::new(&self.maker, maker, true));
        }
        vec![
            Select::of("active", "State", &STATES, self.active),
            Select::of(
                "environment",
                "Environment",
                &environments,
                self.environment,
            ),
            Select::of("unused", "Used", &UNUSED, self.unused),
            Select::of("expires", "Expires", &EXPIRES, self.expires),
            Select {
                name: "created_by",
                label: "Made by",
                choices: makers,
            },
        ]
    }
}
