//! The pages: read the form, one use case, render.

pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod home;
pub(crate) mod inboxes;
pub(crate) mod log_in;
pub(crate) mod log_out;
mod makers;
mod people;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_up;
mod things;

use sendook_domain::values::Id;
use serde::Deserialize;

use crate::page_error::PageError;

/// What a handler answers with.
type Answer = Result<actix_web::HttpResponse, PageError>;

/// The id in a path. Not checked yet: who may not must not learn what is wrong with it.
#[derive(Deserialize)]
pub(crate) struct ItemPath {
    id: String,
}

impl ItemPath {
    /// The id. `None`: no id of anything.
    fn id<T>(&self) -> Option<Id<T>> {
        Id::parse(&self.id).ok()
    }
}
