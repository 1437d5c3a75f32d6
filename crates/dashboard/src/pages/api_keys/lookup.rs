use std::slice;

use actix_web::web;
use chrono::{DateTime, Utc};
use sendook_domain::authorization::permission::ReadKeys;
use sendook_domain::entities::ApiKey;
use sendook_domain::values::Id;
use sendook_web::{Api, ItemPath, Problem};

use crate::form::Form;
use crate::page_error::PageError;
use crate::pages::names::Names;
use crate::person::Person;
use crate::view::Key;

pub(super) fn gone() -> PageError {
    PageError::gone("There is no such API key in this organization. It may have been deleted.")
}

/// The key that a path names, and how it is shown.
pub(super) async fn found(
    person: &Person,
    path: &web::Path<ItemPath>,
) -> Result<(ApiKey, Key), PageError> {
    let grant = person.grant::<ReadKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let mut names = Names::of(person);
    let find = person.run(move |api| {
        let Some(key) = api.services.keys.find_with_usage(&grant, &id)? else {
            return Ok(None);
        };
        names.find_makers(api, slice::from_ref(&key))?;
        let seen = as_seen(api, &key, &names);
        Ok::<_, Problem>(Some((key, seen)))
    });
    find.await?.ok_or_else(gone)
}

pub(super) fn as_seen(api: &Api, key: &ApiKey, names: &Names) -> Key {
    Key::new(key, names.maker(key), api.clock.now())
}

/// The path of a key's page.
pub(super) fn page_of(id: &Id<ApiKey>) -> String {
    format!("/api-keys/{id}")
}

/// Distinguishes a key from what it was before it was changed.
pub(super) fn version(key: &ApiKey) -> String {
    key.updated_at.timestamp_micros().to_string()
}

/// The moment in a hidden field, by which a form says what it was shown for; where it does not say, none that anything is of.
pub(super) fn moment(form: &Form, name: &str) -> DateTime<Utc> {
    let micros = form.value(name).parse().ok();
    let seen = micros.and_then(DateTime::from_timestamp_micros);
    seen.unwrap_or(DateTime::UNIX_EPOCH)
}
