//! Who are you, and may you? As parameters of handlers, and as a guard around scopes.

mod auth;
mod lookup;
mod lookup_batcher;
mod permit;

pub(crate) use auth::CredentialEnd;
pub use auth::{Auth, Door, require};
pub use lookup::Lookup;
pub use permit::{Permit, Principal};
