use sendook_web::Fields;
use serde_json::{Map, Value};

/// Fields of which a form can send several.
const LISTS: [&str; 2] = ["scopes", "inbox_ids"];

/// Fields that must be sent as a number.
const NUMBERS: [&str; 2] = ["expires_in", "grace_seconds"];

/// Fields that must be sent as a boolean: checkboxes, and hidden fields.
const TRUTHS: [&str; 2] = ["end_oldest", "require_second_factor"];

/// The name of the hidden field with the token of the form.
pub(crate) const TOKEN: &str = "form_token";

/// The fields of a form. A [submission](crate::submission) checks whether it may be accepted.
#[derive(Clone)]
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    /// What was typed into a field; nothing if it was not there.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Whether a box with this value is ticked.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|one| one == value)
    }

    /// Whether the form has a field of this name.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The form with a field changed.
    pub(crate) fn with(mut self, name: &str, change: impl Fn(&str) -> &str) -> Self {
        for (_, value) in self.0.iter_mut().filter(|(one, _)| one == name) {
            *value = change(value).to_owned();
        }
        self
    }

    /// What was typed: names and values, but for its token and these fields.
    pub(crate) fn typed(&self, without: &[&str]) -> Vec<(&str, &str)> {
        let pairs = self.0.iter().map(|(name, value)| (&**name, &**value));
        pairs
            .filter(|(name, _)| *name != TOKEN && !without.contains(name))
            .collect()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let pairs = self.0.iter().filter(move |(one, _)| one == name);
        pairs.map(|(_, value)| value.as_str())
    }

    /// The fields as the rules of the API read them, with what a form says in its own way added by the caller. A field
    /// that was left empty counts as absent.
    pub(crate) fn fields<const N: usize>(&self, names: [&str; N]) -> Map<String, Value> {
        let mut fields = Map::new();
        for name in names {
            if LISTS.contains(&name) {
                fields.insert(name.to_owned(), self.all(name).collect());
            } else if !self.value(name).is_empty() {
                fields.insert(name.to_owned(), value(name, self.value(name)));
            }
        }
        fields
    }

    /// The fields that the rules of the API read.
    pub(crate) fn read<const N: usize>(&self, names: [&str; N]) -> Fields {
        Fields::new(self.fields(names))
    }
}

fn value(name: &str, text: &str) -> Value {
    if TRUTHS.contains(&name) {
        return (text == "true").into();
    }
    let number = text.parse::<i64>().ok();
    match number.filter(|_| NUMBERS.contains(&name)) {
        Some(number) => number.into(),
        None => text.into(),
    }
}
