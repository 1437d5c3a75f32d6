//! What every answer has in common.

mod early_answers;
mod finish;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::InternalError;
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use sendook_domain::ports::SecretSource;

use self::finish::{enveloped, finish};
use crate::authn::CredentialEnd;
use crate::request::{HeldPayload, PathPrefix, RequestId, TrustedProxies};

pub use self::early_answers::EarlyAnswers;
pub use self::finish::HTML;

/// Every failure of a resource with this as application data is listed under `errors` too.
pub(crate) struct ListsErrors;

/// The outermost middleware: gives each request its id, each answer its security headers, and each error
/// the one JSON shape, whichever layer raised it. Logs the causes of 5xx, once.
pub struct Envelope {
    secrets: Arc<dyn SecretSource>,
    prefix: Option<Rc<(PathPrefix, TrustedProxies)>>,
}

impl Envelope {
    /// Makes request ids of random bytes.
    pub fn new(secrets: Arc<dyn SecretSource>) -> Self {
        Self {
            secrets,
            prefix: None,
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
                prefix: self.prefix.clone(),
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
    prefix: Option<Rc<(PathPrefix, TrustedProxies)>>,
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
        if let Some((prefix, proxies)) = self.prefix.as_deref() {
            prefix.take_off(&mut request, proxies);
        }
        let held = HeldPayload::of(&mut request);
        let service = Rc::clone(&self.service);
        Box::pin(async move {
            let seal = |answer: HttpResponse, lists_errors| {
                let answer = finish(enveloped(answer, &id, lists_errors), &id);
                match held {
                    Some(held) => answer.map_body(|_, body| held.until_sent(body)),
                    None => answer,
                }
            };
            match service.call(request).await {
                Ok(answer) => {
                    let (request, answer) = answer.into_parts();
                    let lists_errors = request.app_data::<ListsErrors>().is_some();
                    let mut answer = seal(answer.map_into_boxed_body(), lists_errors);
                    let end = request.extensions().get::<CredentialEnd>().copied();
                    if let Some(value) = end.and_then(CredentialEnd::to_header) {
                        answer.headers_mut().insert(CredentialEnd::HEADER, value);
                    }
                    Ok(ServiceResponse::new(request, answer))
                }
                Err(error) => {
                    let cause = error.to_string();
                    let answer = seal(HttpResponse::from_error(error), false);
                    Err(InternalError::from_response(cause, answer).into())
                }
            }
        })
    }
}
