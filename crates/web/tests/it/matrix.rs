//! The permission matrix, walked in full: every route, every kind of credential.

mod cast;
mod completeness;
mod refusals;
mod rights;
mod run_tokens;
