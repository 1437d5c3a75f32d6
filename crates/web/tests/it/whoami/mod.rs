//! `/v1/whoami`.

mod delete;
mod get;
