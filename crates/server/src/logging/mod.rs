//! The log on standard error: one line per event, whatever the event holds.

mod access;
mod journal;
mod line;
mod mask;
mod strangers;

use std::panic;

use env_logger::Builder;
use log::LevelFilter;

pub(crate) use self::access::access_log;
use self::line::write_line;
use self::strangers::Demoting;

/// Starts the log on standard error, and sends panics there too.
///
/// actix-server logs every worker and signal at level `info`. An operator gets what matters of that from us, so that its own
/// lines are shown only if the filter asks for them by name.
pub(crate) fn start(filter: &str) {
    let journal = journal::reads_standard_error();
    let logger = Builder::new()
        .filter_level(LevelFilter::Info)
        .filter_module("actix_server", LevelFilter::Warn)
        .parse_filters(filter)
        .format(move |line, record| write_line(line, record, journal))
        .build();
    log::set_max_level(logger.filter());
    if log::set_boxed_logger(Box::new(Demoting(logger))).is_ok() {
        panic::set_hook(Box::new(|panic| log::error!(target: "panic", "{panic}")));
    }
}
