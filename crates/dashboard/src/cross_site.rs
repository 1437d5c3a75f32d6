use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use sendook_web::Api;

use crate::page_error::PageError;
use crate::site::{Site, normalized};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What proxies add to a request, besides `X-Forwarded-…` (RFC 9110, section 7.6.3, and RFC 7239).
const OF_PROXIES: [&str; 3] = ["forwarded", "via", "x-real-ip"];

const NO_ADDRESS: &str = "This service is behind a proxy, and was not told the address that browsers show. So it \
    takes this form for one of another site, and nothing was changed. Whoever runs the service: set SENDOOK_PUBLIC_URL to \
    that address.";

const NO_PROXIES: &str = " SENDOOK_TRUSTED_PROXIES does not name the proxy either: set it, so that the addresses of people \
    are seen instead of the proxy's.";

/// Refuses a form if the browser says that no page of ours sent it. What it does not say is left to the form's token: old
/// browsers send neither header, and none sends `Sec-Fetch-Site` over plain HTTP to another machine.
///
/// # Errors
/// [`PageError::NotOurForm`] if another site sent it, [`PageError::WrongAddress`] if the service does not know its own address.
pub(crate) fn check(request: &HttpRequest, api: &Api) -> Result<(), PageError> {
    let site = Site::of(request);
    let own = site.origin(request);
    let from = only(request.headers(), &header::ORIGIN).map(String::from_utf8_lossy);
    let said = only(request.headers(), &SEC_FETCH_SITE);
    let is_own = from.as_ref().is_none_or(|from| normalized(from) == own);
    if is_own && said.is_none_or(|said| said == b"same-origin") {
        return Ok(());
    }
    // A browser does not say `same-origin` of a form from another site, wherever it takes itself to be.
    let misplaced = match said {
        Some(said) => said == b"same-origin" && from.as_ref().is_some_and(|from| is_origin(from)),
        None => {
            passed_a_proxy(request.headers()) && from.as_ref().is_some_and(|from| is_origin(from))
        }
    };
    let reason = format!(
        "a form was refused: it came from {from:?}, and the dashboard is at {own}. If that is not what browsers show, \
         set SENDOOK_PUBLIC_URL"
    );
    // Any client can send such headers, so this is not logged as a warning.
    if misplaced && site.may_tell(api.clock.now()) {
        log::info!("{reason}");
    } else {
        log::debug!("{reason}");
    }
    if !misplaced {
        return Err(PageError::NotOurForm);
    }
    Err(PageError::WrongAddress(explained(request, api, &site)))
}

/// Whether the browser says that a page of ours sent the form, which [`check`] has let through.
pub(crate) fn is_proven(request: &HttpRequest) -> bool {
    [header::ORIGIN, SEC_FETCH_SITE]
        .iter()
        .any(|name| request.headers().contains_key(name))
}

fn explained(request: &HttpRequest, api: &Api, site: &Site) -> String {
    if site.is_known() {
        let address = site.address(request);
        return format!(
            "This page was opened at another address than that of the service, which is {address}, so nothing was changed. \
             Go there instead. Whoever runs the service: if people should come here, set SENDOOK_PUBLIC_URL to the address \
             that browsers show."
        );
    }
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    let trusted = peer.is_some_and(|peer| api.settings.trusted_proxies.trusts(peer));
    let also = if trusted || !passed_a_proxy(request.headers()) {
        ""
    } else {
        NO_PROXIES
    };
    format!("{NO_ADDRESS}{also}")
}

/// Whether the request shows signs of a proxy between the browser and the service.
fn passed_a_proxy(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| {
        let name = name.as_str();
        name.starts_with("x-forwarded-") || OF_PROXIES.contains(&name)
    })
}

/// Whether the value is a real origin: a page without an origin sends `null`.
fn is_origin(from: &str) -> bool {
    from.starts_with("http://") || from.starts_with("https://")
}

/// The value of a header that occurs once. If it is repeated: empty, which matches nothing.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h [u8]> {
    let mut values = headers.get_all(name);
    let first = values.next()?;
    Some(values.next().map_or(first.as_bytes(), |_| b""))
}
