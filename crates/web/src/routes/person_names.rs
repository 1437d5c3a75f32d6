use sendook_domain::values::{InvalidName, PersonName};

use crate::error::Problem;
use crate::request::Fields;

/// Reads what a person is to be called: a first name, and perhaps a last one.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong.
pub fn names_request(mut fields: Fields) -> Result<(PersonName, Option<PersonName>), Problem> {
    let (first, last) = names(&mut fields);
    fields.check()?;
    first
        .map(|first| (first, last))
        .ok_or_else(|| fields.failed())
}

/// A last name that is left blank counts as absent: forms send it so.
pub(super) fn names(fields: &mut Fields) -> (Option<PersonName>, Option<PersonName>) {
    let first = fields.required("first_name", |text| {
        PersonName::parse(text).map_err(|error| error.about("first name"))
    });
    let last = fields.optional("last_name", |text| match PersonName::parse(text) {
        Err(InvalidName::Empty) => Ok(None),
        Err(error) => Err(error.about("last name")),
        Ok(name) => Ok(Some(name)),
    });
    (first, last.flatten())
}
