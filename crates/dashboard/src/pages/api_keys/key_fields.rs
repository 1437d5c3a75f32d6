//! What the forms of keys say, in the terms of the API.

use std::convert::Infallible;

use sendook_web::{Fields, Problem};
use serde_json::{Map, Value};

use super::expiry::{add_expiry, expiry_field};
use super::key_form::KEEP;
use super::limits::add_limits;
use crate::form::Form;

/// What the form of a new key says.
pub(super) fn of_new_key(form: &Form) -> Fields {
    let said = form.fields(["name", "environment", "scopes", "inbox_ids"]);
    read(form, said, true)
}

/// What the form of a key that exists says.
pub(super) fn of_change(form: &Form) -> Fields {
    let said = form.fields(["name", "scopes", "inbox_ids"]);
    let mut fields = read(form, said, form.value("lifetime") != KEEP);
    // The API takes a change without a name; a form that asks for one does not.
    fields.required("name", |text| Ok::<_, Infallible>(text.to_owned()));
    fields
}

/// Adds the choices of a form. One that is not made is a fault: in the API, a field that is left out means everything.
fn read(form: &Form, mut said: Map<String, Value>, changes_expiry: bool) -> Fields {
    let (access, reach) = (form.value("access"), form.value("reach"));
    if access != "limited" {
        said.insert("scopes".to_owned(), ["full_access"].into_iter().collect());
    }
    if reach != "some" {
        said.insert("inbox_ids".to_owned(), Value::Null);
    }
    let expiry = if changes_expiry {
        add_expiry(&mut said, form)
    } else {
        Ok(())
    };
    let limits = add_limits(&mut said, form);
    let mut fields = Fields::new(said);
    if !["full", "limited"].contains(&access) {
        fields.fault("scopes", "Choose what the key may do.");
    }
    if !["all", "some"].contains(&reach) {
        fields.fault("inbox_ids", "Choose which inboxes the key reaches.");
    }
    if let Err(sentence) = expiry {
        fields.fault(expiry_field(form), sentence);
    }
    if let Err(sentence) = limits {
        fields.fault("rate_limit", sentence);
    }
    fields
}

/// Puts what is wrong with the expiry at the one field of the form that says it.
pub(super) fn in_terms_of(form: &Form, mut error: Problem) -> Problem {
    for fault in &mut error.errors {
        if matches!(fault.path.as_deref(), Some("expires_at" | "expires_in")) {
            fault.path = Some(expiry_field(form).into());
        }
    }
    error
}
