//! `/oauth/introspect` and `/oauth/revoke`.

mod introspect;
mod revoke;
