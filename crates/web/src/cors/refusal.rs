use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};

use super::{CorsOrigins, METHODS, RefusalLog};
use crate::error::Problem;
use crate::request::{is_api, is_asked_by_gateways};

/// Stands before the CORS headers: a preflight of an origin that may not call is answered with a sentence for the
/// developer who meets it, and every call of such an origin leaves a line in the log.
///
/// Browsers show the body of a refused preflight in their developer tools, and nothing of it to the page.
pub(crate) struct CorsRefusals {
    origins: CorsOrigins,
    log: Arc<RefusalLog>,
}

/// A request of a page that may not call.
pub(crate) enum Refused {
    /// Answered with this instead of by its route.
    Preflight(Box<Problem>),
    /// Answered by its route, without [CORS headers](remove_cors_headers): its browser keeps the answer from the page.
    Call,
}

impl CorsRefusals {
    pub(crate) fn new(origins: CorsOrigins, log: Arc<RefusalLog>) -> Self {
        Self { origins, log }
    }

    /// Judges a request with an `Origin`, or an `OPTIONS` request; `None`: the page may call.
    pub(crate) fn judge(&self, request: &mut ServiceRequest) -> Option<Refused> {
        if is_asked_by_gateways(request.path()) {
            // The middleware behind would answer a preflight with 200, and the gateway would let it through.
            let headers = request.headers_mut();
            headers.remove(header::ORIGIN);
            headers.remove(header::ACCESS_CONTROL_REQUEST_METHOD);
            return Some(Refused::Call);
        }
        let preflight = is_preflight(request);
        let refused = self.refusal(request, preflight);
        if preflight && refused.is_none() && asks_for_unknown_method(request.headers()) {
            // The middleware behind would answer 400 without any CORS header. The browser compares the methods itself
            // (Fetch standard, CORS-preflight fetch), and names the one that is missing in its console.
            let known = HeaderValue::from_static("GET");
            let headers = request.headers_mut();
            headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, known);
        }
        refused
    }

    fn refusal(&self, request: &ServiceRequest, preflight: bool) -> Option<Refused> {
        let origin = request.headers().get(header::ORIGIN)?;
        let origins = &self.origins;
        if origins.allow(origin, request.head()) {
            return None;
        }
        let calls_the_api = is_api(request.path());
        if preflight || (calls_the_api && !is_own(origin, request.headers())) {
            self.log.note(request, origin);
        }
        if !preflight {
            return Some(Refused::Call);
        }
        let message = if !calls_the_api {
            "Pages of other origins may call paths of the API alone, and this is none."
        } else if *origins == CorsOrigins::None {
            "Pages of other origins may not call this service: SENDOOK_CORS_ORIGINS is not set. \
             To allow this page, its origin has to be listed there."
        } else {
            "SENDOOK_CORS_ORIGINS does not list the origin of this page. To allow it, list it there as the \
             browser sends it in the Origin header."
        };
        let problem = Problem::new(StatusCode::FORBIDDEN, "forbidden", message.into());
        let problem = problem.with(header::VARY, "Origin");
        Some(Refused::Preflight(Box::new(problem)))
    }
}

/// The middleware behind leaves out the allowed origin alone. Without it the others mean nothing, but look as if the
/// origin were allowed something.
pub(crate) fn remove_cors_headers(answer: &mut HeaderMap) {
    answer.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    answer.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
}

fn is_preflight(request: &ServiceRequest) -> bool {
    let asked = header::ACCESS_CONTROL_REQUEST_METHOD;
    request.method() == Method::OPTIONS && request.headers().contains_key(asked)
}

/// Whether a preflight asks for a method that no path has.
fn asks_for_unknown_method(preflight: &HeaderMap) -> bool {
    preflight
        .get(header::ACCESS_CONTROL_REQUEST_METHOD)
        .is_some_and(|asked| !METHODS.iter().any(|known| asked == known.as_str()))
}

/// Whether the page came from this very service, as far as the request shows. The scheme is left aside: a proxy
/// that ends TLS changes it.
fn is_own(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let (scheme, authority) = origin.split_once("://").unwrap_or_default();
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let bare = |host: &str| host.trim_end_matches(default_port).to_ascii_lowercase();
    host.is_some_and(|host| bare(host) == bare(authority))
}
