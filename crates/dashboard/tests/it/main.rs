//! The dashboard as a browser meets it, page by page, on the memory store and a clock that tests move.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod addresses;
mod api_stays;
mod assets;
mod audit;
mod cookies;
mod cors;
mod escaping;
mod failed_calls;
mod forged;
mod headers;
mod inboxes;
mod instances;
mod keys;
mod left_open;
mod log_in;
mod next_page;
mod organizations;
mod outages;
mod prefix;
mod renewal;
mod rights;
mod rotation;
mod sessions;
mod settings;
#[path = "../../../web/tests/shared/mod.rs"]
mod shared;
mod shown_once;
mod sign_up;
mod support;
