//! Which origins' pages may call the service, and what the others get as an answer.

mod refusal;
mod refusal_log;

use actix_cors::Cors;
use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;

pub(crate) use self::refusal::{CorsRefusals, Refused, remove_cors_headers};
pub(crate) use self::refusal_log::RefusalLog;
use crate::request::is_api;

/// The methods that pages may call with.
const METHODS: [Method; 6] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

/// The origins whose pages may call the service from a browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CorsOrigins {
    /// No page of another origin.
    #[default]
    None,
    /// Any page, but without the browser's credentials.
    Any,
    /// The pages of these origins (`https://app.example.com`), with credentials.
    Listed(Vec<String>),
}

impl CorsOrigins {
    /// The middleware that answers browsers accordingly. An origin that is not listed gets an answer without an
    /// allowed origin, which its browser then keeps from the page. So does every origin outside the API: a page of
    /// the dashboard answers to a cookie, which `SameSite=Lax` leaves to every origin of the same site.
    pub(crate) fn middleware(&self) -> Cors {
        let cors = Cors::default()
            // A method that a path does not have is refused by its route, with an answer that the page can read.
            .allowed_methods(METHODS)
            // Whatever the preflight asks for is named in its answer, as `*` would not stand for `Authorization`.
            .allow_any_header()
            .expose_headers([
                "allow",
                "idempotent-replay",
                "link",
                "ratelimit",
                "ratelimit-policy",
                "retry-after",
                "sendook-credential-expires",
                "www-authenticate",
                "x-request-id",
            ])
            .block_on_origin_mismatch(false)
            .max_age(600);
        let allowed = self.clone();
        let cors = cors.allowed_origin_fn(move |origin, head| allowed.allow(origin, head));
        match self {
            Self::None => cors,
            Self::Any => cors.allow_any_origin().send_wildcard(),
            Self::Listed(_) => cors.supports_credentials(),
        }
    }

    /// Whether pages of this origin may make this request.
    fn allow(&self, origin: &HeaderValue, head: &RequestHead) -> bool {
        is_api(head.uri.path())
            && match self {
                Self::None => false,
                Self::Any => true,
                Self::Listed(origins) => origins
                    .iter()
                    .any(|one| one.as_bytes() == origin.as_bytes()),
            }
    }
}
