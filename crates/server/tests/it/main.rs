//! The program as people run it: started, asked, stopped, killed.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod access_log;
mod client;
mod crash;
mod cut_heads;
mod dashboard;
mod documents;
mod first_steps;
mod java_client;
mod key_use;
mod leftovers;
mod listening;
mod log_lines;
mod main_paths;
mod migrate;
#[cfg(feature = "postgres")]
mod postgres;
mod program;
mod quickstart;
mod ready;
mod revocation;
mod rotation;
mod secrets_at_rest;
mod settings;
mod sign_ups;
mod signal;
mod sqlite;
mod stopping;
mod sweep;
mod time_ends;
mod unlock;
mod unusable_hash;
