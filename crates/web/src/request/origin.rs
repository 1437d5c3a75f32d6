use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::future::{Ready, ready};
use sendook_domain::entities::ClientInfo;

use super::{ClientAddress, RequestId, TrustedProxies};
use crate::error::Problem;

/// The longest `User-Agent` that is kept, in characters.
const MAX_USER_AGENT: usize = 256;

/// Where a request came from, for sessions and the audit trail. As a handler's parameter it never refuses.
pub struct Origin(pub ClientInfo);

impl FromRequest for Origin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let client = request
            .app_data::<TrustedProxies>()
            .and_then(|trusted| ClientAddress::of(request, trusted));
        let user_agent = request
            .headers()
            .get(header::USER_AGENT)
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .map(|text| {
                text.chars()
                    .filter(|c| !c.is_control())
                    .take(MAX_USER_AGENT)
                    .collect()
            });
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(|id| id.as_str().to_owned());
        ready(Ok(Self(ClientInfo {
            ip: client.map(|c| c.0),
            user_agent,
            request_id: id,
        })))
    }
}
