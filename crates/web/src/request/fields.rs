mod names;

use std::convert::Infallible;
use std::fmt::{self, Display};
use std::ops::RangeInclusive;

use sendook_domain::values::Secret;
use serde_json::{Map, Value};

use super::field_names::camel_case;
use super::whole_number::{bounded, whole};
use crate::error::{FieldError, Problem};

/// The fields of a JSON object. Reading one notes what is wrong with it and goes on, so that every bad field
/// is reported at once.
///
/// A name is given in `snake_case` and found in `camelCase` too. Unknown fields are ignored, unless the call says that
/// they look like one of its own; a field that is `null` counts as absent.
pub struct Fields {
    object: Map<String, Value>,
    faults: Vec<FieldError>,
}

impl Fields {
    /// Reads from this object.
    pub fn new(object: Map<String, Value>) -> Self {
        Self {
            object,
            faults: Vec::new(),
        }
    }

    /// Notes that a field which cannot be removed is `null`.
    pub(crate) fn refuse_null(&mut self, name: &'static str) {
        if self.is_null(name) {
            self.fault(
                name,
                format!("{name} cannot be null. Leave the field out to keep it as it is."),
            );
        }
    }

    /// Whether the field is there and `null`.
    pub fn is_null(&self, name: &'static str) -> bool {
        self.value(name).is_some_and(Value::is_null)
    }

    /// Whether the field is there, and not `null`.
    pub(crate) fn holds(&self, name: &'static str) -> bool {
        self.value(name).is_some_and(|value| !value.is_null())
    }

    /// What a browser answered about a passkey, as JSON; it is read elsewhere. `None`: it is absent, or nothing of the kind.
    pub(crate) fn credential(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |value| {
            let signed = value.pointer("/response/clientDataJSON");
            if signed.is_some_and(Value::is_string) {
                Ok(value.to_string())
            } else {
                Err(format!(
                    "{name} must be the credential that the browser gave, as its toJSON writes it."
                ))
            }
        })
    }

    /// The whole object as JSON.
    pub(crate) fn whole(self) -> String {
        Value::Object(self.object).to_string()
    }

    /// A text as it was sent, unchecked; `None` if it is absent or no text.
    pub fn text(&self, name: &'static str) -> Option<String> {
        self.value(name)?.as_str().map(str::to_owned)
    }

    /// A text that must be there.
    pub fn required<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.require(name)?;
        self.optional(name, parse)
    }

    /// Notes that a field is missing which must be there.
    fn require(&mut self, name: &'static str) -> Option<()> {
        if self.value(name).is_none_or(Value::is_null) {
            self.fault(name, format!("The {} is required.", described(name)));
            return None;
        }
        Some(())
    }

    /// A text that may be left out.
    pub fn optional<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(name, |value| match value {
            Value::String(text) => parse(text).map_err(|error| error.to_string()),
            _ => Err(format!("{name} must be a string.")),
        })
    }

    /// A required password or token, moved out as a secret; it is validated elsewhere.
    pub fn secret(&mut self, name: &'static str) -> Option<Secret> {
        self.required(name, |text| {
            Ok::<_, Infallible>(Secret::new(text.to_owned()))
        })
    }

    /// A truth value that may be left out.
    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        self.read(name, |value| {
            value
                .as_bool()
                .ok_or_else(|| format!("{name} must be true or false."))
        })
    }

    /// A whole number within bounds that may be left out. JSON has one kind of number (RFC 8259, section 6): `3600`,
    /// `3600.0` and `3.6e3` are the same.
    pub fn integer(&mut self, name: &'static str, bounds: RangeInclusive<i64>) -> Option<i64> {
        self.read(name, |value| bounded(name, whole(value), &bounds))
    }

    /// The same where it must be there.
    pub(crate) fn required_integer(
        &mut self,
        name: &'static str,
        bounds: RangeInclusive<i64>,
    ) -> Option<i64> {
        self.require(name)?;
        self.integer(name, bounds)
    }

    /// An object that may be left out, with fields of its own. What is wrong with them is noted for the object as a whole.
    pub(crate) fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let object = self.read(name, |value| match value {
            Value::Object(object) => Ok(object.clone()),
            _ => Err(format!("{name} must be an object.")),
        })?;
        let mut fields = Self::new(object);
        let read = read(&mut fields);
        for fault in fields.faults {
            self.fault(name, format!("In {name}: {}", fault.msg));
        }
        read
    }

    /// What a whole number stands for, that may be left out. It may come as text too, as a form has no numbers.
    pub(crate) fn number_of_form<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(i64) -> Result<T, E>,
    ) -> Option<T> {
        self.read(name, |value| {
            let number = match value {
                Value::String(text) => text.parse().ok(),
                other => whole(other),
            };
            let number = number.ok_or_else(|| format!("{name} must be a whole number."))?;
            parse(number).map_err(|error| error.to_string())
        })
    }

    /// A list of texts that may be left out.
    pub fn list<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        let not_a_list = || format!("{name} must be a list of strings.");
        self.read(name, |value| {
            let items = value.as_array().ok_or_else(not_a_list)?;
            let parse = |item: &Value| {
                let text = item.as_str().ok_or_else(not_a_list)?;
                parse(text).map_err(|error| error.to_string())
            };
            items.iter().map(parse).collect()
        })
    }

    /// The same where they may come as one text too, with spaces between them, as a form has no lists.
    pub(crate) fn list_of_form<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        let Some(text) = self.text(name) else {
            return self.list(name, parse);
        };
        let items = text.split_ascii_whitespace().map(parse).collect();
        match items {
            Ok(items) => Some(items),
            Err(error) => {
                self.fault(name, error);
                None
            }
        }
    }

    /// Notes that a field is wrong.
    pub fn fault(&mut self, name: &'static str, msg: impl Display) {
        self.faults.push(FieldError {
            path: Some(name.into()),
            msg: msg.to_string(),
        });
    }

    /// Notes what is wrong with a field, if anything is.
    pub(crate) fn judge(&mut self, name: &'static str, judged: Result<(), impl Display>) {
        if let Err(error) = judged {
            self.fault(name, error);
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`Problem::validation`] with everything that was wrong.
    pub fn check(&mut self) -> Result<(), Problem> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(self.failed())
        }
    }

    /// The error of a reading that found a required field missing.
    pub fn failed(&mut self) -> Problem {
        Problem::validation(std::mem::take(&mut self.faults))
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.value(name).filter(|value| !value.is_null())?;
        match read(value) {
            Ok(value) => Some(value),
            Err(msg) => {
                self.fault(name, msg);
                None
            }
        }
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.object
            .get(name)
            .or_else(|| self.object.get(&camel_case(name)))
    }
}

/// Shows names alone: a value may be a password.
impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.object.keys()).finish()
    }
}

/// What people call a field.
fn described(name: &str) -> String {
    match name {
        "email" => "e-mail address".to_owned(),
        "window_seconds" => "window in seconds".to_owned(),
        name => name.replace('_', " "),
    }
}
