//! The dashboard as a browser meets it, page by page, on the memory store and a clock that tests move.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod cookies;
mod cookies_of_several_services;
mod cors;
mod escaping;
mod forged_forms;
mod headers;
mod json_api;
mod keys_shown_once;
mod links;
mod outdated_forms;
mod pages;
mod path_prefix;
mod public_url;
mod roles;
mod session_renewal;
#[path = "../../../web/tests/shared/mod.rs"]
mod shared;
mod store_failures;
mod support;
