//! The `Authorization` header (RFC 9110, section 11.6.2; RFC 6750, section 2.1).

use std::borrow::Cow;

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::ApiError;

const TWICE: &str = "The Authorization header came more than once.";
const EMPTY: &str = "The Authorization header says \"Bearer\", but no credential follows.";
const BROKEN: &str = "The credential contains a space, tab or comma: it was probably broken when it was \
     copied, or two were sent at once.";

/// The credential that a request presents. `None`: no header, or another scheme.
///
/// # Errors
/// [`ApiError::InvalidRequest`] for what no client means to send: the header twice, `Bearer` without a
/// credential, or a credential with a space, tab or comma in it.
pub(super) fn credential(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, ApiError> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(ApiError::InvalidRequest(TWICE));
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
        return Err(ApiError::InvalidRequest(EMPTY));
    }
    if credential
        .iter()
        .any(|byte| matches!(byte, b' ' | b'\t' | b','))
    {
        return Err(ApiError::InvalidRequest(BROKEN));
    }
    Ok(Some(String::from_utf8_lossy(credential)))
}
