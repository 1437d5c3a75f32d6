//! Who are you, and may you? As parameters of handlers, and as a guard around scopes.

mod auth;
mod bearer;
mod credential_end;
mod door;
mod gatherer;
mod permit;
mod require;

pub use auth::Auth;
pub(crate) use credential_end::CredentialEnd;
pub use door::Door;
pub use permit::{Permission, Permit, Principal, permission};
pub use require::{Require, require};
