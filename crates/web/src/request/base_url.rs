use actix_web::HttpRequest;
use actix_web::http::header::HOST;

/// The host and the port that a request was sent to, by its `Host` header. `None` for anything else than plain ones: what is made of
/// them goes into addresses and commands.
pub fn requested_host(request: &HttpRequest) -> Option<&str> {
    let host = request.headers().get(HOST)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (!host.is_empty() && host.bytes().all(plain)).then_some(host)
}

/// The address of the service without a slash at its end, as the client of a request sees it: the one that the operator set, or
/// that of the request over plain HTTP.
pub(crate) fn base_url(request: &HttpRequest, public_url: Option<&str>) -> String {
    match public_url {
        Some(url) => url.to_owned(),
        None => format!("http://{}", requested_host(request).unwrap_or("localhost")),
    }
}
