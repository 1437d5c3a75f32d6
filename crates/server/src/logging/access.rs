use actix_web::middleware::Logger;
use sendook_web::{ClientAddress, TrustedProxies};

/// One line a request: from where, what, how it was answered, how many bytes and milliseconds, and under which id.
/// Without the query, as people put into it what should not be there. The address is the client's, as the trusted
/// proxies tell it.
pub(crate) fn access_log(trusted: TrustedProxies) -> Logger {
    Logger::new("%{client}xi %{method}xi %{path}xi %s %b %D %{x-request-id}o")
        .custom_request_replace("client", move |request| {
            let client = ClientAddress::of(request.request(), &trusted);
            client.map_or_else(|| "-".to_owned(), |client| client.0.to_string())
        })
        .custom_request_replace("method", |request| request.method().to_string())
        .custom_request_replace("path", |request| request.path().to_owned())
        .log_target("sendook::access")
}
