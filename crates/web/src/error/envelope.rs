use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use sendook_domain::ports::SecretSource;

use super::{ApiError, JSON, body};
use crate::request::{HeldPayload, RequestId};

/// The outermost middleware: gives each request its id, each answer its security headers, and each error
/// the one JSON shape, whoever in the stack raised it. Logs the causes of 5xx, once.
pub struct Envelope {
    secrets: Arc<dyn SecretSource>,
}

impl Envelope {
    /// Makes request ids of random bytes.
    pub fn new(secrets: Arc<dyn SecretSource>) -> Self {
        Self { secrets }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Envelope
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = EnvelopeService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let mut random = [0; 8];
        ready(match self.secrets.fill(&mut random) {
            Ok(()) => Ok(EnvelopeService {
                service: Rc::new(service),
                worker: u64::from_be_bytes(random),
                served: Cell::new(0),
            }),
            Err(error) => {
                log::error!("no randomness for request ids: {error}");
                Err(())
            }
        })
    }
}

/// The middleware of one worker. Its request ids are a random number, drawn once, and a count: unique
/// across workers and servers, without a system call a request.
pub struct EnvelopeService<S> {
    service: Rc<S>,
    worker: u64,
    served: Cell<u64>,
}

impl<S> EnvelopeService<S> {
    fn request_id(&self, request: &ServiceRequest) -> RequestId {
        RequestId::taken_over(request.headers()).unwrap_or_else(|| {
            let count = self.served.get();
            self.served.set(count.wrapping_add(1));
            RequestId::made(self.worker, count)
        })
    }
}

impl<S, B> Service<ServiceRequest> for EnvelopeService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let id = self.request_id(&request);
        request.extensions_mut().insert(id.clone());
        let private = is_private(request.path());
        let held = HeldPayload::of(&mut request);
        let service = Rc::clone(&self.service);
        Box::pin(async move {
            let seal = |answer: HttpResponse| {
                let answer = finish(enveloped(answer, &id), &id, private);
                match held {
                    Some(held) => answer.map_body(|_, body| held.until_sent(body)),
                    None => answer,
                }
            };
            match service.call(request).await {
                Ok(answer) => {
                    let (request, answer) = answer.into_parts();
                    Ok(ServiceResponse::new(
                        request,
                        seal(answer.map_into_boxed_body()),
                    ))
                }
                Err(error) => {
                    let answer = seal(error.error_response());
                    Err(InternalError::from_response(error, answer).into())
                }
            }
        })
    }
}

/// What an unknown route is answered with.
pub(crate) fn no_such_route() -> ApiError {
    ApiError::NotFound("There is no such route.")
}

/// Gives an error answer the one shape; leaves others as they are.
fn enveloped(answer: HttpResponse, id: &RequestId) -> HttpResponse {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answer;
    }
    let known = answer
        .error()
        .and_then(|error| error.as_error::<ApiError>());
    let rendered = match known {
        Some(error) => {
            report(error, id);
            body::render(error, Some(id.as_str()))
        }
        None if is_json(answer.headers()) => return answer,
        None => bare(&answer, id),
    };
    with_headers_of(&answer, rendered)
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == JSON)
}

/// The answer in place of one that some other part of the stack made.
fn bare(answer: &HttpResponse, id: &RequestId) -> HttpResponse {
    let status = answer.status();
    if status.is_server_error() {
        let cause = answer.error().map(ToString::to_string).unwrap_or_default();
        log::error!("request {}: answered {status}: {cause}", id.as_str());
    }
    body::render(&ApiError::Bare(status), Some(id.as_str()))
}

/// Keeps what middleware between the handler and the envelope has added, CORS above all.
fn with_headers_of(answer: &HttpResponse, mut rendered: HttpResponse) -> HttpResponse {
    let kept: Vec<_> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !describes_the_body(name) && !rendered.headers().contains_key(*name))
        .collect();
    for (name, value) in kept {
        rendered.headers_mut().append(name.clone(), value.clone());
    }
    rendered
}

fn describes_the_body(name: &HeaderName) -> bool {
    *name == header::CONTENT_TYPE || *name == header::CONTENT_LENGTH
}

/// Writes the causes of a failure to the log.
fn report(error: &ApiError, id: &RequestId) {
    let Some(cause) = error.cause() else { return };
    let mut chain = cause.to_string();
    let mut deeper = cause.source();
    while let Some(cause) = deeper {
        let _ = write!(chain, ": {cause}");
        deeper = cause.source();
    }
    let (status, code) = error.status_and_code();
    log::error!("request {}: answered {status} {code}: {chain}", id.as_str());
}

/// Adds the headers that every answer carries.
fn finish(mut answer: HttpResponse, id: &RequestId, private: bool) -> HttpResponse {
    const CSP: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("x-request-id"), id.to_header());
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    insert_if_absent(headers, header::CONTENT_SECURITY_POLICY, CSP);
    if private {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

fn insert_if_absent(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}

/// Whether answers under this path may hold what only the caller may see.
fn is_private(path: &str) -> bool {
    ["/auth", "/organizations", "/v1"].iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
