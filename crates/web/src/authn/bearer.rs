//! The `Authorization` header (RFC 9110, section 11.6.2; RFC 6750, section 2.1).

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use sendook_domain::authentication::Misplaced;

use crate::error::Problem;

const TWICE: &str = "The Authorization header came more than once.";
const EMPTY: &str = "The Authorization header says \"Bearer\", but no credential follows.";
const SCHEME_TWICE: &str = "The Authorization header says \"Bearer\" twice: once is enough.";
const BROKEN: &str = "The credential contains a space, tab or comma: it was probably broken when it was \
     copied, or two were sent at once.";

/// The credential that a request presents. `None`: no header, or another scheme.
///
/// # Errors
/// 400 for what no client means to send: the header twice, `Bearer` without a
/// credential, or a credential with a space, tab or comma in it.
pub(super) fn credential(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(invalid(TWICE));
    }
    let value = value.as_bytes().trim_ascii();
    let scheme_end = value
        .iter()
        .position(|byte| matches!(byte, b' ' | b'\t'))
        .unwrap_or(value.len());
    let (scheme, rest) = value.split_at(scheme_end);
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Ok(None);
    }
    let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
    let credential = &rest[spaces..];
    if credential.is_empty() {
        return Err(invalid(EMPTY));
    }
    if credential
        .iter()
        .any(|byte| matches!(byte, b' ' | b'\t' | b','))
    {
        return Err(invalid(match credential.get(..7) {
            Some(again) if again.eq_ignore_ascii_case(b"bearer ") => SCHEME_TWICE,
            _ => BROKEN,
        }));
    }
    Ok(Some(text(credential)))
}

/// The header is malformed beyond being a wrong credential (RFC 6750, section 3.1).
fn invalid(message: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_request", message.into())
        .challenging(r#", error="invalid_request""#)
}

/// The bytes as UTF-8; where they are none, as ISO 8859-1, in which some clients send what lies beyond ASCII.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// What a request has in the place of a bearer credential, for the sentence that refuses it.
pub(super) fn misplaced(request: &HttpRequest) -> Option<Misplaced> {
    let headers = request.headers();
    let named = headers
        .get(AUTHORIZATION)
        .and_then(|value| Misplaced::in_authorization(&text(value.as_bytes())));
    let mut others = Misplaced::OTHER_HEADERS.into_iter();
    named
        .or_else(|| {
            let found = others.any(|name| headers.contains_key(name));
            found.then_some(Misplaced::OtherHeader)
        })
        .or_else(|| Misplaced::in_query(request.query_string()))
}
