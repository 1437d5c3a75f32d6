//! What the envelope does to an answer before it leaves.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::{ApiError, HTML, JSON, body};
use crate::request::RequestId;

/// Gives an error answer the one shape; leaves others as they are.
pub(super) fn enveloped(answer: HttpResponse, id: &RequestId, lists_errors: bool) -> HttpResponse {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answer;
    }
    let known = answer
        .error()
        .and_then(|error| error.as_error::<ApiError>());
    let rendered = match known {
        Some(error) => {
            error.report(id);
            body::render(error, Some(id.as_str()), lists_errors)
        }
        None if is_rendered(answer.headers()) => return answer,
        None => bare(&answer, id, lists_errors),
    };
    with_headers_of(&answer, rendered)
}

/// Whether a handler has written the answer itself: as JSON, or as a page for people.
fn is_rendered(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == JSON || kind == HTML)
}

/// The answer in place of one that some other part of the stack made.
fn bare(answer: &HttpResponse, id: &RequestId, lists_errors: bool) -> HttpResponse {
    let status = answer.status();
    if status.is_server_error() {
        let cause = answer.error().map(ToString::to_string).unwrap_or_default();
        log::error!("request {}: answered {status}: {cause}", id.as_str());
    }
    body::render(&ApiError::Bare(status), Some(id.as_str()), lists_errors)
}

/// Keeps what middleware between the handler and the envelope has added, CORS above all.
fn with_headers_of(answer: &HttpResponse, mut rendered: HttpResponse) -> HttpResponse {
    let kept: Vec<_> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !describes_the_body(name) && !rendered.headers().contains_key(*name))
        .collect();
    for (name, value) in kept {
        rendered.headers_mut().append(name.clone(), value.clone());
    }
    rendered
}

fn describes_the_body(name: &HeaderName) -> bool {
    *name == header::CONTENT_TYPE || *name == header::CONTENT_LENGTH
}

/// Adds the headers that every answer carries.
pub(super) fn finish(mut answer: HttpResponse, id: &RequestId, private: bool) -> HttpResponse {
    const CSP: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    let headers = answer.headers_mut();
    headers.insert(RequestId::HEADER, id.to_header());
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    insert_if_absent(headers, header::CONTENT_SECURITY_POLICY, CSP);
    if private {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

fn insert_if_absent(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}

/// Whether answers under this path may hold what only the caller may see.
pub(super) fn is_private(path: &str) -> bool {
    ["/auth", "/organizations", "/v1", "/oauth", "/leaks"]
        .iter()
        .any(|root| {
            path.strip_prefix(root)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// Whether a path belongs to the API, so that whatever is wrong with a request is told as JSON.
pub fn is_api(path: &str) -> bool {
    is_private(path) || path == "/health" || path.starts_with("/health/")
}

/// Whether every failure here is listed under `errors` too: Sendook's clients read it there when somebody logs
/// in or registers.
pub(super) fn lists_errors(path: &str) -> bool {
    ["/auth/login", "/auth/register"].contains(&path)
}
