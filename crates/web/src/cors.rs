use actix_cors::Cors;
use actix_web::http::{Method, header};

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
    /// The middleware that answers browsers accordingly. An origin that is not listed gets an answer without
    /// any CORS header, which its browser then keeps from the page.
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
            Self::Any => cors.allow_any_origin().send_wildcard(),
            Self::Listed(origins) => origins
                .iter()
                .fold(cors.supports_credentials(), |cors, origin| {
                    cors.allowed_origin(origin)
                }),
        }
    }
}
