use std::marker::PhantomData;
use std::rc::Rc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::{Error, HttpMessage};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use sendook_domain::entities::CredentialHolder;

use super::Auth;
use super::auth::{door, no_door};

/// Guards everything below a scope: only requests whose credential stands for a `P` come through. Handlers
/// find it as [`Auth<P>`](Auth).
pub fn require<P>() -> Require<P> {
    Require(PhantomData)
}

/// The middleware that [`require`] makes.
pub struct Require<P>(PhantomData<fn() -> P>);

impl<P, S, B> Transform<S, ServiceRequest> for Require<P>
where
    P: CredentialHolder + Clone + Send + 'static,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = RequireService<P, S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(RequireService {
            service: Rc::new(service),
            principal: PhantomData,
        }))
    }
}

/// The middleware of one worker.
pub struct RequireService<P, S> {
    service: Rc<S>,
    principal: PhantomData<fn() -> P>,
}

impl<P, S, B> Service<ServiceRequest> for RequireService<P, S>
where
    P: CredentialHolder + Clone + Send + 'static,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let service = Rc::clone(&self.service);
        Box::pin(async move {
            let judged = match door::<P>(request.request()) {
                Some(door) => door.check(request.request()).await,
                None => Err(no_door::<P>()),
            };
            match judged {
                Ok(principal) => {
                    request.extensions_mut().insert(Auth(principal));
                    Ok(service.call(request).await?.map_into_left_body())
                }
                Err(error) => Ok(request.error_response(error).map_into_right_body()),
            }
        })
    }
}
