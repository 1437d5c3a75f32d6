//! The service without actix-web: an extractor for axum.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{StatusCode, request::Parts};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use sendook::{ApiKeyPrincipal, AuthenticationError, Sendook};

/// The holder of a good API key. As a handler's parameter it refuses every other request.
struct Key(ApiKeyPrincipal);

impl FromRequestParts<Sendook> for Key {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, sendook: &Sendook) -> Result<Self, Response> {
        let header = parts.headers.get(AUTHORIZATION);
        let header = header.and_then(|value| value.to_str().ok());
        let credential = header.and_then(bearer);
        // Microseconds on SQLite; `spawn_blocking` around it for a store at the other end of a socket.
        sendook
            .key(credential, None)
            .map(Key)
            .map_err(|error| refused(&error))
    }
}

/// The credential after the scheme, whose letter case does not count.
fn bearer(value: &str) -> Option<&str> {
    let (scheme, credential) = value.trim().split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("Bearer");
    is_bearer.then(|| credential.trim_start())
}

fn refused(error: &AuthenticationError) -> Response {
    let status = match error {
        AuthenticationError::Refused(_) => {
            let challenge = [(WWW_AUTHENTICATE, "Bearer")];
            return (StatusCode::UNAUTHORIZED, challenge).into_response();
        }
        AuthenticationError::Denied(_) => StatusCode::FORBIDDEN,
        AuthenticationError::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    status.into_response()
}

async fn reports(Key(key): Key) -> String {
    format!("the reports of {}", key.organization_id())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sendook = Sendook::at("sqlite://app.db").migrate().open()?;
    let app = Router::new().route("/reports", get(reports));
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into());
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, app.with_state(sendook)).await?)
}
