//! The program as people run it: started, asked, stopped, killed.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod client;
mod crash;
mod first_steps;
mod listening;
mod migrate;
mod program;
mod secrets_at_rest;
mod settings;
mod stopping;
