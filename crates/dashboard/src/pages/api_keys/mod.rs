//! API keys: the list, the form of a new one, one key with all that can be done to it.

mod change;
mod delete;
mod expiry;
mod generate;
mod list;
mod new_key;
mod rotate;
mod show;

pub(crate) use change::{disable, enable, rename};
pub(crate) use delete::{delete, deletion};
pub(crate) use generate::{generate, new};
pub(crate) use list::list;
pub(crate) use rotate::{
    cancel_rotation, cancellation, complete_rotation, completion, rotate, rotation,
};
pub(crate) use show::{back, show};

use std::slice;

use sendook_domain::authorization::permission::ReadKeys;
use sendook_domain::entities::ApiKey;
use sendook_domain::values::Id;
use sendook_web::{Api, Problem, run};

use super::ItemPath;
use super::makers::Makers;
use super::people::SharedApi;
use crate::page_error::PageError;
use crate::person::Person;
use crate::view::Key;

fn gone() -> PageError {
    PageError::gone("There is no such API key in this organization. It may have been deleted.")
}

/// The key that a path names.
async fn found(person: &Person, path: &ItemPath, api: &SharedApi) -> Result<Key, PageError> {
    let grant = person.grant::<ReadKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let viewer = person.membership.clone();
    let find = move |api: &Api| {
        let Some(key) = api.keys.find_with_usage(&grant, &id)? else {
            return Ok(None);
        };
        let makers = Makers::find(api, &viewer, slice::from_ref(&key))?;
        Ok::<_, Problem>(Some(as_seen(api, &key, &makers)))
    };
    run(api.clone(), find).await?.ok_or_else(gone)
}

fn as_seen(api: &Api, key: &ApiKey, makers: &Makers) -> Key {
    Key::new(key, makers.name(key), api.ports.clock.now())
}

/// Where a key's page lies.
fn page_of(id: &Id<ApiKey>, notice: &str) -> String {
    format!("/api-keys/{id}?notice={notice}")
}
