use std::rc::Rc;
use std::sync::Arc;

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use futures_util::future::{Either, MapOk, Ready, TryFutureExt, ready};

use super::{CorsOrigins, METHODS, RefusalLog};
use crate::error::Problem;
use crate::request::is_api;

/// Stands before the CORS headers: a preflight of an origin that may not call is answered with a sentence for the
/// developer who meets it, and every call of such an origin leaves a line in the log.
///
/// Browsers show the body of a refused preflight in their developer tools, and nothing of it to the page.
pub(crate) struct CorsRefusals(Rc<Refusals>);

struct Refusals {
    origins: CorsOrigins,
    log: Arc<RefusalLog>,
}

impl CorsRefusals {
    pub(crate) fn new(origins: CorsOrigins, log: Arc<RefusalLog>) -> Self {
        Self(Rc::new(Refusals { origins, log }))
    }
}

impl<S, B> Transform<S, ServiceRequest> for CorsRefusals
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CorsRefusalService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let refusals = Rc::clone(&self.0);
        ready(Ok(CorsRefusalService { service, refusals }))
    }
}

/// The middleware of one worker.
pub(crate) struct CorsRefusalService<S> {
    service: S,
    refusals: Rc<Refusals>,
}

type Left<B> = fn(ServiceResponse<B>) -> ServiceResponse<EitherBody<B>>;

impl<S, B> Service<ServiceRequest> for CorsRefusalService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = Either<MapOk<S::Future, Left<B>>, Ready<Result<Self::Response, Error>>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        if let Some(refusal) = self.refusals.refusal(&request) {
            let mut answer = request.error_response(refusal);
            let vary = HeaderValue::from_static("Origin");
            answer.headers_mut().insert(header::VARY, vary);
            return Either::Right(ready(Ok(answer.map_into_right_body())));
        }
        if asks_for_unknown_method(&request) {
            // The middleware behind would answer 400 without any CORS header. The browser compares the methods itself
            // (Fetch standard, CORS-preflight fetch), and names the one that is missing in its console.
            let known = HeaderValue::from_static("GET");
            let headers = request.headers_mut();
            headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, known);
        }
        let left: Left<B> = if self.refusals.refused_origin(&request).is_some() {
            without_cors_headers
        } else {
            ServiceResponse::map_into_left_body
        };
        Either::Left(self.service.call(request).map_ok(left))
    }
}

impl Refusals {
    /// The origin of the page that sent the request, if it may not call.
    fn refused_origin<'r>(&self, request: &'r ServiceRequest) -> Option<&'r HeaderValue> {
        let origin = request.headers().get(header::ORIGIN)?;
        let allowed = self.origins.allow(origin, request.head());
        (!allowed).then_some(origin)
    }

    /// Why a preflight is refused; `None` for every other request, whose answer a browser keeps from the page.
    fn refusal(&self, request: &ServiceRequest) -> Option<Problem> {
        let origin = self.refused_origin(request)?;
        let origins = &self.origins;
        let preflight = is_preflight(request);
        let calls_the_api = is_api(request.path());
        if preflight || (calls_the_api && !is_own(origin, request.headers())) {
            self.log.note(request, origin);
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
        preflight.then(|| Problem::new(StatusCode::FORBIDDEN, "forbidden", message.into()))
    }
}

/// The middleware behind leaves out the allowed origin alone. Without it the others mean nothing, but look as if the
/// origin were allowed something.
fn without_cors_headers<B: MessageBody>(
    mut answer: ServiceResponse<B>,
) -> ServiceResponse<EitherBody<B>> {
    let headers = answer.headers_mut();
    headers.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    answer.map_into_left_body()
}

fn is_preflight(request: &ServiceRequest) -> bool {
    let asked = header::ACCESS_CONTROL_REQUEST_METHOD;
    request.method() == Method::OPTIONS && request.headers().contains_key(asked)
}

/// Whether a preflight asks for a method that no path has.
fn asks_for_unknown_method(request: &ServiceRequest) -> bool {
    is_preflight(request)
        && request
            .headers()
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
