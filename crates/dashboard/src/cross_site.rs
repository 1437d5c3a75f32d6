use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};

use crate::site::Site;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the browser says that a page of ours sent this form. What it does not say is left to the form's token: old
/// browsers send neither header, and none sends `Sec-Fetch-Site` over plain HTTP to another machine.
pub(crate) fn may_be_ours(request: &HttpRequest) -> bool {
    let own = Site::of(request).origin(request);
    let origin = only(request.headers(), &header::ORIGIN);
    let site = only(request.headers(), &SEC_FETCH_SITE);
    let ours = origin.is_none_or(|origin| origin.eq_ignore_ascii_case(own.as_bytes()))
        && site.is_none_or(|site| site == b"same-origin");
    if !ours {
        let origin = origin.map(String::from_utf8_lossy);
        log::warn!(
            "a form was refused: it came from {origin:?}, and the dashboard is at {own}. If that is not what \
             browsers show, set SENDOOK_PUBLIC_URL"
        );
    }
    ours
}

/// The value of a header that comes once. Twice is none of anybody's: empty, which fits nothing.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h [u8]> {
    let mut values = headers.get_all(name);
    let first = values.next()?;
    Some(values.next().map_or(first.as_bytes(), |_| b""))
}
