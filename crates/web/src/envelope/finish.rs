//! What the envelope does to an answer before it leaves.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::error::Problem;
use crate::json::JSON;
use crate::request::RequestId;

/// The type of every page. The [`Envelope`](super::Envelope) leaves answers of this type as they are, errors too.
pub const HTML: &str = "text/html; charset=utf-8";

/// Gives an error answer the one shape; leaves others as they are.
pub(super) fn enveloped(answer: HttpResponse, id: &RequestId, lists_errors: bool) -> HttpResponse {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answer;
    }
    let known = answer.error().and_then(|error| error.as_error::<Problem>());
    let rendered = match known {
        Some(problem) => {
            problem.log_cause(id.as_str());
            problem.answer(Some(id.as_str()), lists_errors)
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
    Problem::bare(status).answer(Some(id.as_str()), lists_errors)
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

/// Adds the headers that every answer carries. The last two an answer may bring itself, as the dashboard's do: a route whose
/// answers may be stored says so, and no other loses `no-store`.
pub(super) fn finish(mut answer: HttpResponse, id: &RequestId) -> HttpResponse {
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
    let no_store = HeaderValue::from_static("no-store");
    insert_if_absent(headers, header::CACHE_CONTROL, no_store);
    answer
}

fn insert_if_absent(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}
