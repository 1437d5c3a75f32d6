use env_logger::Builder;
use log::LevelFilter;

/// Starts the log on standard error.
///
/// actix-server tells of every worker and signal at level `info`; we tell what an operator needs of it, so
/// that it speaks up only if asked by name.
pub(crate) fn start(filter: &str) {
    Builder::new()
        .filter_level(LevelFilter::Info)
        .filter_module("actix_server", LevelFilter::Warn)
        .parse_filters(filter)
        .init();
}
