//! Who are you, and may you? As parameters of handlers, and as a guard around scopes.

mod auth;
mod bearer;
mod client_credentials;
mod door;
mod lookup;
mod lookup_batcher;
mod misplaced;
mod notice;
mod oauth_client;

pub use auth::{Auth, Permit, Principal, require};
pub use door::Door;
pub(crate) use lookup::Lookup;
pub(crate) use notice::add_notice;
pub(crate) use oauth_client::OAuthClient;
