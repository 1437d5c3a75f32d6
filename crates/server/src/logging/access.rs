use actix_web::middleware::Logger;
use sendook_web::{ClientAddress, TrustedProxies};

pub(super) const TARGET: &str = "sendook::access";

/// Only the request id, which is last, could hold a space.
const FORMAT: &str = "%{client}xi %{method}xi %{path}xi %s %b %D %{x-request-id}o";

/// What each word of [`FORMAT`] is.
pub(super) const FIELDS: [&str; 7] = [
    "client",
    "method",
    "path",
    "status",
    "bytes",
    "milliseconds",
    "request_id",
];

/// One line per request: address, method, path, status, bytes, milliseconds and request id. The query is left out, as it may
/// hold what should not be logged. The address is the client's, as trusted proxies report it.
pub(crate) fn access_log(trusted: TrustedProxies) -> Logger {
    Logger::new(FORMAT)
        .custom_request_replace("client", move |request| {
            let client = ClientAddress::of(request.request(), &trusted);
            client.map_or_else(|| "-".to_owned(), |client| client.0.to_string())
        })
        .custom_request_replace("method", |request| request.method().to_string())
        .custom_request_replace("path", |request| request.path().to_owned())
        .log_target(TARGET)
}
