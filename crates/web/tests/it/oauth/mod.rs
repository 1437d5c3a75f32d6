//! `/oauth/introspect` and `/oauth/revoke`, and how their clients authenticate.

mod client_authentication;
mod introspect;
mod metadata;
mod parameters;
mod revoke;
mod run_tokens;
mod token;
