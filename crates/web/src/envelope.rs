//! What every request and every answer have in common: an id, the path prefix, one shape of errors, and the security
//! headers.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use sendook_domain::authentication::Notice;
use sendook_domain::ports::SecretSource;

use crate::authn::add_notice;
use crate::cors::{CorsRefusals, Refused, remove_cors_headers};
use crate::error::{ErrorForm, Problem};
use crate::json::JSON;
use crate::metrics::{HttpMetrics, RequestMetrics};
use crate::request::{HeldPayload, PathPrefix, RequestId, RequestIds, TrustedProxies};

/// The type of every page. The [`Envelope`] leaves answers of this type as they are, errors too.
pub const HTML: &str = "text/html; charset=utf-8";

/// The outermost middleware: gives each request its id, each answer its security headers, and each error
/// the one JSON shape, whichever layer raised it. Logs the causes of 5xx, once, by the crate `log`. Refuses preflights of pages that may not
/// call.
///
/// An application of your own may have it around itself, or around a scope: `Envelope::new(sendook.ports().secrets.clone())`. Its answers
/// are then those of an API: unless a handler sets them itself, `Cache-Control` is `no-store` and `Content-Security-Policy` lets a page load
/// nothing.
pub struct Envelope {
    secrets: Arc<dyn SecretSource>,
    prefix: Option<Rc<(PathPrefix, TrustedProxies)>>,
    cors: Option<Rc<CorsRefusals>>,
    metrics: Option<HttpMetrics>,
}

impl Envelope {
    /// Makes request ids of random bytes from this source.
    pub fn new(secrets: Arc<dyn SecretSource>) -> Self {
        Self {
            secrets,
            prefix: None,
            cors: None,
            metrics: None,
        }
    }

    /// Behind this path, if there is one: it is taken off before anything looks at a request's address. A proxy that is
    /// trusted may say with `X-Forwarded-Prefix` that it did so already.
    #[must_use]
    pub fn under(self, prefix: Option<PathPrefix>, proxies: TrustedProxies) -> Self {
        Self {
            prefix: prefix.map(|prefix| Rc::new((prefix, proxies))),
            ..self
        }
    }

    /// Refuses requests of pages that may not call.
    pub(crate) fn refusing(self, cors: CorsRefusals) -> Self {
        Self {
            cors: Some(Rc::new(cors)),
            ..self
        }
    }

    /// Counts every request, if there is somewhere to count it.
    pub(crate) fn counting(self, metrics: Option<HttpMetrics>) -> Self {
        Self { metrics, ..self }
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
        ready(match RequestIds::new(&*self.secrets) {
            Ok(ids) => Ok(EnvelopeService {
                service: Rc::new(service),
                prefix: self.prefix.clone(),
                cors: self.cors.clone(),
                metrics: self.metrics.clone().map(RequestMetrics::new).map(Rc::new),
                ids,
                served: Cell::new(0),
            }),
            Err(error) => {
                log::error!("no randomness for request ids: {error}");
                Err(())
            }
        })
    }
}

/// The middleware of one worker.
pub struct EnvelopeService<S> {
    service: Rc<S>,
    prefix: Option<Rc<(PathPrefix, TrustedProxies)>>,
    cors: Option<Rc<CorsRefusals>>,
    metrics: Option<Rc<RequestMetrics>>,
    ids: RequestIds,
    served: Cell<u64>,
}

impl<S> EnvelopeService<S> {
    /// The id that the client gave, or else a new one, which the request has then too.
    fn request_id(&self, request: &mut ServiceRequest) -> RequestId {
        RequestId::of(request.headers()).unwrap_or_else(|| {
            let count = self.served.get();
            self.served.set(count.wrapping_add(1));
            let id = self.ids.get(count);
            request
                .headers_mut()
                .insert(RequestId::HEADER, id.clone().into_header());
            id
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
        let id = self.request_id(&mut request);
        if let Some((prefix, proxies)) = self.prefix.as_deref() {
            prefix.take_off(&mut request, proxies);
        }
        let refused = match &self.cors {
            Some(cors) if may_be_of_a_page(&request) => cors.judge(&mut request),
            _ => None,
        };
        let held = HeldPayload::of(&mut request);
        let service = Rc::clone(&self.service);
        let counted = self
            .metrics
            .clone()
            .map(|metrics| (metrics, Instant::now()));
        Box::pin(async move {
            let seal = |answer: HttpResponse, request: Option<&HttpRequest>| {
                if let Some((metrics, since)) = &counted {
                    metrics.answered(request, &answer, *since);
                }
                let answer = finish(enveloped(answer, &id, request), id);
                match held {
                    Some(held) => answer.map_body(|_, body| held.until_sent(body)),
                    None => answer,
                }
            };
            let is_refused = refused.is_some();
            let answer = match refused {
                Some(Refused::Preflight(problem)) => Ok(request.error_response(*problem)),
                _ => service
                    .call(request)
                    .await
                    .map(ServiceResponse::map_into_boxed_body),
            };
            match answer {
                Ok(answer) => {
                    let (request, answer) = answer.into_parts();
                    let mut answer = seal(answer, Some(&request));
                    if is_refused {
                        remove_cors_headers(answer.headers_mut());
                    }
                    if let Some(notice) = request.extensions().get::<Notice>() {
                        add_notice(notice, answer.headers_mut());
                    }
                    Ok(ServiceResponse::new(request, answer))
                }
                Err(error) => {
                    let cause = error.to_string();
                    let answer = seal(HttpResponse::from_error(error), None);
                    Err(InternalError::from_response(cause, answer).into())
                }
            }
        })
    }
}

/// Pages send an `Origin` with whatever may concern another one, and a preflight has a method of its own.
fn may_be_of_a_page(request: &ServiceRequest) -> bool {
    request.headers().contains_key(header::ORIGIN) || request.method() == Method::OPTIONS
}

/// Gives an error answer the one shape; leaves others as they are.
fn enveloped(answer: HttpResponse, id: &RequestId, request: Option<&HttpRequest>) -> HttpResponse {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answer;
    }
    let form = request.map_or_else(ErrorForm::default, ErrorForm::of);
    let rendered = match Problem::of(&answer) {
        Some(problem) => {
            problem.log_cause(id.as_str());
            problem.answer(Some(id.as_str()), form)
        }
        None if is_rendered(answer.headers()) => return answer,
        None => bare(&answer, id, form),
    };
    with_headers_of(&answer, rendered)
}

/// Whether a handler has written the answer itself: as JSON, or as a page for people.
fn is_rendered(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == JSON || kind == HTML)
}

/// The answer in place of one that some other part of the stack made.
fn bare(answer: &HttpResponse, id: &RequestId, form: ErrorForm) -> HttpResponse {
    let status = answer.status();
    if status.is_server_error() {
        let cause = answer.error().map(ToString::to_string).unwrap_or_default();
        log::error!("request {}: answered {status}: {cause}", id.as_str());
    }
    Problem::bare(status).answer(Some(id.as_str()), form)
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

/// Adds the headers that every answer carries. The last two an answer may bring itself, as the dashboard's do: a route whose
/// answers may be stored says so, and no other loses `no-store`.
pub(crate) fn finish(mut answer: HttpResponse, id: RequestId) -> HttpResponse {
    const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
    const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
    const CSP: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
    let headers = answer.headers_mut();
    headers.insert(RequestId::HEADER, id.into_header());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(header::REFERRER_POLICY, NO_REFERRER);
    insert_if_absent(headers, header::CONTENT_SECURITY_POLICY, CSP);
    insert_if_absent(headers, header::CACHE_CONTROL, NO_STORE);
    answer
}

fn insert_if_absent(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.append(name, value);
    }
}
