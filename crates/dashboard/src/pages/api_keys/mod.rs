//! API keys: the list, the form of a new one, one key with all that can be done to it.

pub(crate) mod change;
pub(crate) mod delete;
pub(crate) mod end_secret;
mod expiry;
pub(crate) mod generate;
pub(crate) mod list;
mod lookup;
mod new_key;
pub(crate) mod rotate;
pub(crate) mod show;
