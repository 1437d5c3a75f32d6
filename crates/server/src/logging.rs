use actix_web::middleware::Logger;
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

/// One line a request: from where, what, how it was answered, how many bytes and milliseconds, and under which id.
/// Without the query, as people put into it what should not be there.
pub(crate) fn access_log() -> Logger {
    Logger::new("%a %{method}xi %{path}xi %s %b %D %{x-request-id}o")
        .custom_request_replace("method", |request| request.method().to_string())
        .custom_request_replace("path", |request| without_credentials(request.path()))
        .log_target("sendook::access")
}

/// A credential in a path opens nothing here, but may be a good one that its holder put into the wrong place.
fn without_credentials(path: &str) -> String {
    let is_credential = |segment: &str| {
        let beginnings = ["sndk_", "snda_", "sndr_"];
        beginnings.iter().any(|begin| segment.contains(begin))
    };
    let segments = path.split('/');
    let shown = segments.map(|segment| {
        if is_credential(segment) {
            "…"
        } else {
            segment
        }
    });
    shown.collect::<Vec<_>>().join("/")
}
