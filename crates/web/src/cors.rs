use actix_cors::Cors;
use actix_web::dev::RequestHead;
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, header};

use crate::is_api;

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
            .allowed_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE])
            .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
            .allowed_header("x-request-id")
            .expose_headers([
                "link",
                "retry-after",
                "sendook-credential-expires",
                "www-authenticate",
                "x-request-id",
            ])
            .block_on_origin_mismatch(false)
            .max_age(600);
        match self {
            Self::None => cors,
            Self::Any => cors
                .allow_any_origin()
                .send_wildcard()
                .allowed_origin_fn(|_, head| asks_the_api(head)),
            Self::Listed(origins) => {
                let origins = origins.clone();
                let listed = move |origin: &HeaderValue| {
                    origins
                        .iter()
                        .any(|one| one.as_bytes() == origin.as_bytes())
                };
                cors.supports_credentials()
                    .allowed_origin_fn(move |origin, head| asks_the_api(head) && listed(origin))
            }
        }
    }
}

fn asks_the_api(head: &RequestHead) -> bool {
    is_api(head.uri.path())
}
