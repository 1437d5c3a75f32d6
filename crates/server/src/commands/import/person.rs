use std::fmt::Display;

use sendook_crypto::imported_hash;
use sendook_domain::accounts::NewPerson;
use sendook_domain::entities::{Organization, PasswordHash, Role};
use sendook_domain::imports::{ImportedPerson, OrganizationReference};
use sendook_domain::values::{
    EmailAddress, Id, IdKind as _, OrganizationName, PersonName, parse_instant,
};
use sendook_foreign_passwords::{Ceiling, FirebaseParameters};

use super::AccountRow;

/// Makes values of a row.
///
/// # Errors
/// A sentence that says what is wrong; it never quotes the hash.
pub(super) fn person(
    row: &AccountRow,
    ceiling: &Ceiling,
    firebase: Option<&FirebaseParameters>,
) -> Result<ImportedPerson, String> {
    let created_at = given(row.created_at.as_ref())
        .map(parse_instant)
        .transpose();
    let role = given(row.role.as_ref()).map(Role::parse).transpose();
    let last_name = given(row.last_name.as_ref())
        .map(PersonName::parse)
        .transpose();
    Ok(ImportedPerson {
        person: NewPerson {
            email: EmailAddress::parse(&row.email).map_err(|error| error.to_string())?,
            first_name: PersonName::parse(&row.first_name)
                .map_err(|error| error.about("\"first_name\""))?,
            last_name: last_name.map_err(|error| error.about("\"last_name\""))?,
        },
        password_hash: password_hash(row, ceiling, firebase)
            .map_err(|reason| format!("\"password_hash\": {reason}."))?,
        created_at: created_at.map_err(|error| error.about("\"created_at\""))?,
        email_verified: row.email_verified.unwrap_or(false),
        organization: organization(row)?,
        role: role.map_err(|error| error.to_string())?,
    })
}

fn password_hash(
    row: &AccountRow,
    ceiling: &Ceiling,
    firebase: Option<&FirebaseParameters>,
) -> Result<PasswordHash, String> {
    // Django keeps "!" and something random where there is no password.
    let Some(hash) = given(row.password_hash.as_ref()).filter(|hash| !hash.starts_with('!')) else {
        return Ok(PasswordHash::absent());
    };
    let salt = given(row.password_salt.as_ref());
    let whole = match (firebase, salt) {
        (Some(firebase), Some(salt)) => firebase.hash(hash, salt),
        (None, None) => hash.to_owned(),
        (Some(_), None) => return Err("a hash of Firebase needs its \"password_salt\"".to_owned()),
        (None, Some(_)) => return Err("\"password_salt\" needs the option --firebase".to_owned()),
    };
    imported_hash(&whole, ceiling).map_err(|refused| refused.to_string())
}

fn organization(row: &AccountRow) -> Result<Option<OrganizationReference>, String> {
    let Some(text) = given(row.organization.as_ref()) else {
        return Ok(None);
    };
    let name = |text: &str, field: &dyn Display| {
        OrganizationName::parse(text).map_err(|error| error.about(&format!("\"{field}\"")))
    };
    let called = given(row.organization_name.as_ref());
    // Ids that were imported have no prefix.
    if called.is_none() && !text.starts_with(&format!("{}_", Organization::PREFIX)) {
        let name = name(text, &"organization")?;
        return Ok(Some(OrganizationReference::Name(name)));
    }
    let id = Id::parse(text).map_err(|error| format!("\"organization\": {error}"))?;
    let called = called
        .map(|text| name(text, &"organization_name"))
        .transpose()?;
    let called = called.unwrap_or_else(OrganizationName::of_newcomer);
    Ok(Some(OrganizationReference::Id(id, called)))
}

/// What an optional field says. Nothing and an empty text are the same, as CSV has no other nothing.
fn given(field: Option<&String>) -> Option<&str> {
    field.map(String::as_str).filter(|text| !text.is_empty())
}
