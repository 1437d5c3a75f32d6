//! API keys: the list, the form of a new one, one key with all that can be done to it.

pub(crate) mod activity;
pub(crate) mod change;
pub(crate) mod delete;
pub(crate) mod end_secret;
mod expiry;
pub(crate) mod generate;
mod key_fields;
mod key_form;
mod limits;
pub(crate) mod list;
mod lookup;
pub(crate) mod rotate;
pub(crate) mod run_tokens;
mod search;
pub(crate) mod show;
