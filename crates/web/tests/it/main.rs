//! The HTTP contract on the memory store and a clock that tests move: a folder for each group of routes, and one for each
//! thing that all routes have in common.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod api_keys;
mod auth;
mod bodies;
mod credentials;
mod embedding;
mod errors;
mod forward_auth;
mod fuzz;
mod health;
mod http;
mod idempotency;
mod inboxes;
mod leaks;
mod matrix;
mod oauth;
mod openapi;
mod organizations;
#[path = "../shared/mod.rs"]
mod shared;
mod support;
mod whoami;
