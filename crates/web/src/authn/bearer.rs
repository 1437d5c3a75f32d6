//! The `Authorization` header, and the one bearer credential in it.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use memchr::{memchr2, memchr3};

use super::misplaced::misplaced;
use crate::error::Problem;

const TWICE: &str = "The Authorization header came more than once.";
const EMPTY: &str = "The Authorization header says \"Bearer\", but no credential follows.";
const SCHEME_TWICE: &str = "The Authorization header says \"Bearer\" twice: once is enough.";
const BROKEN: &str = "The credential contains a space, tab or comma: it was probably broken when it was \
     copied, or two were sent at once.";

/// What a request without a bearer credential has in its place.
pub(super) fn found_instead(request: &HttpRequest) -> Option<&'static str> {
    let value = request.headers().get(AUTHORIZATION);
    let value = value.map(|value| text(value.as_bytes()));
    misplaced(value.as_deref(), request.headers(), request.query_string())
}

/// The credential in the `Authorization` header (RFC 9110, section 11.6.2; RFC 6750, section 2.1). `None`: no header, or
/// another scheme.
///
/// # Errors
/// 400 for what no client means to send: the header twice, `Bearer` without a
/// credential, or a credential with a space, tab or comma in it.
pub(super) fn bearer_credential(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Problem::invalid_request(TWICE));
    }
    let value = value.as_bytes().trim_ascii();
    let scheme_end = memchr2(b' ', b'\t', value).unwrap_or(value.len());
    let (scheme, rest) = value.split_at(scheme_end);
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Ok(None);
    }
    let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
    let credential = &rest[spaces..];
    if credential.is_empty() {
        return Err(Problem::invalid_request(EMPTY));
    }
    if memchr3(b' ', b'\t', b',', credential).is_some() {
        return Err(Problem::invalid_request(match credential.get(..7) {
            Some(again) if again.eq_ignore_ascii_case(b"bearer ") => SCHEME_TWICE,
            _ => BROKEN,
        }));
    }
    Ok(Some(text(credential)))
}

/// The bytes as UTF-8; where they are none, as ISO 8859-1, in which some clients send what lies beyond ASCII.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
