//! Which names of a body the call knows, and what it says of the others.

use super::Fields;
use crate::error::FieldError;
use crate::request::field_names::{FieldNames, camel_case};

impl Fields {
    /// Notes each name that the call must not pass over. To be called before the fields are read, so that what is wrong
    /// with a name is reported first.
    pub(crate) fn expect(&mut self, names: &FieldNames) {
        for name in self.object.keys() {
            let fault = if names.knows(name) {
                self.given_twice(name)
            } else {
                names.fault(name)
            };
            if let Some(msg) = fault {
                let path = Some(name.clone().into());
                self.faults.push(FieldError { path, msg });
            }
        }
    }

    /// What is wrong with a name in `camelCase` whose field is there in `snake_case` as well.
    fn given_twice(&self, name: &str) -> Option<String> {
        let mut names = self.object.keys();
        let other = names.find(|other| *other != name && camel_case(other) == name)?;
        Some(format!(
            "\"{name}\" and \"{other}\" are the same field: give one of them."
        ))
    }

    /// As [`expect`](Self::expect), for a call that changes something: a body without any field that it knows changes
    /// nothing, and is a fault.
    pub(crate) fn expect_change(&mut self, names: &FieldNames) {
        self.expect(names);
        let mut sent = self.object.keys();
        if !self.faults.is_empty() || sent.any(|name| names.knows(name)) {
            return;
        }
        let printable = |name: &&String| name.len() <= 40 && !name.contains(char::is_control);
        let path = self.object.keys().find(printable);
        let path = match path {
            Some(name) => Some(name.clone().into()),
            None => names.known.first().map(|name| (*name).into()),
        };
        let msg = format!(
            "Nothing in the body can be changed. Give at least one of these: {}.",
            names.listed()
        );
        self.faults.push(FieldError { path, msg });
    }
}
