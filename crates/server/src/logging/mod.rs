//! The log on standard error: one line per event, whatever the event holds.

mod access;
mod fields;
mod journal;
mod json;
mod line;
mod strangers;

use std::fmt::Display;
use std::panic;

use chrono::{DateTime, Utc};
use env_logger::Builder;
use log::LevelFilter;

pub(crate) use self::access::access_log;
use self::json::write_json;
use self::line::write_line;
use self::strangers::Demoting;

/// How an event is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// A line for people, and for fail2ban.
    Text,
    /// A JSON object on a line of its own, for programs that collect logs.
    Json,
}

/// Starts the log on standard error, and sends panics there too.
///
/// actix-server logs every worker and signal at level `info`. An operator gets what matters of that from us, so that its own
/// lines are shown only if the filter asks for them by name. So are those of what verifies passkeys, which repeat what clients sent.
pub(crate) fn start(filter: &str, format: LogFormat) {
    let journal = journal::reads_standard_error();
    let logger = Builder::new()
        .filter_level(LevelFilter::Info)
        .filter_module("actix_server", LevelFilter::Warn)
        .filter_module("webauthn_rs_core", LevelFilter::Off)
        .parse_filters(filter)
        .format(move |line, record| match format {
            LogFormat::Text => write_line(line, record, journal),
            LogFormat::Json => write_json(line, record),
        })
        .build();
    log::set_max_level(logger.filter());
    if log::set_boxed_logger(Box::new(Demoting(logger))).is_ok() {
        panic::set_hook(Box::new(|panic| log::error!(target: "panic", "{panic}")));
    }
}

/// What is printed about the failure that ends the service: its sentence, or an event if the log is JSON.
pub(crate) fn failure(format: LogFormat, now: DateTime<Utc>, reason: &impl Display) -> String {
    match format {
        LogFormat::Text => reason.to_string(),
        LogFormat::Json => {
            json::failure(now, &format_args!("{reason}")).unwrap_or_else(|error| error.to_string())
        }
    }
}
