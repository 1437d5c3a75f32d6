//! From a request to the permission that its handler asks for: the domain's two answers, who it is and whether they may.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use futures_util::future::LocalBoxFuture;
use sendook_domain::authentication::{ApiKeyPrincipal, UserPrincipal};
use sendook_domain::authorization::{Grant, Permission};

use super::door::Door;
use crate::error::Problem;

/// A permission to do `A` in one organization, given to a `P`. As a handler's parameter it is the only way
/// to the organization: a handler that forgot to ask has nothing to work on.
///
/// For an [`ApiKeyPrincipal`] the organization is the key's. For a [`Membership`](sendook_domain::authorization::Membership) it is the
/// one in the path: the route's pattern must have `{organization_id}`, or everybody is refused with 403.
///
/// Behind a [`Chain`](sendook_domain::authentication::Chain) there is no `Permit`: take [`Auth`], and ask [`Grant::for_key`] about
/// the key in [`Chained::Own`](sendook_domain::authentication::Chained::Own).
///
/// Where nobody [registered](crate::register) a [`Door`](crate::Door), the answer is 500, as [`Auth`] says.
#[derive(Debug)]
pub struct Permit<P, A> {
    /// What use cases take.
    pub grant: Grant<A>,
    /// To whom it was given.
    pub principal: P,
}

/// Somebody in an organization, who can be given a [`Permit`].
pub trait Principal: Sized + Send + 'static {
    /// Finds out who a request comes from, and asks whether they may do `A`.
    ///
    /// # Errors
    /// [`Problem`]: as [`Door::check`] says, or 403 as the [`Denial`](sendook_domain::authorization::Denial) says.
    fn permit<A: Permission>(
        request: &HttpRequest,
    ) -> impl Future<Output = Result<Permit<Self, A>, Problem>>;

    /// The login of a person; services have none.
    fn session(&self) -> Option<&UserPrincipal>;
}

impl Principal for ApiKeyPrincipal {
    async fn permit<A: Permission>(request: &HttpRequest) -> Result<Permit<Self, A>, Problem> {
        let Auth(principal) = Auth::<Self>::of(request).await?;
        Ok(Permit {
            grant: Grant::for_key(&principal)?,
            principal,
        })
    }

    fn session(&self) -> Option<&UserPrincipal> {
        None
    }
}

impl<P: Principal, A: Permission> FromRequest for Permit<P, A> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { P::permit(&request).await })
    }
}

/// A request whose credential stands for a `P`. As a handler's parameter it refuses every other request.
///
/// Behind [`require`] it is already there; elsewhere it asks the [`Door`](crate::Door). **Without a door for `P` every request is answered
/// with 500:** call `Sendook::guard` in the application or scope, or [`register`](crate::register), which it calls; for a strategy of your
/// own, register its door too. An [`Envelope`](crate::Envelope) around the application writes the cause to the log, by the crate `log`:
/// the program has to install a logger.
#[derive(Debug, Clone)]
pub struct Auth<P>(pub P);

impl<P: Clone + 'static> Auth<P> {
    pub(crate) async fn of(request: &HttpRequest) -> Result<Self, Problem> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        Door::of(request)?.check(request).await.map(Self)
    }
}

impl<P: Clone + 'static> FromRequest for Auth<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

/// Guards everything below a scope, as [`from_fn(require::<ApiKeyPrincipal>)`](actix_web::middleware::from_fn): only requests
/// whose credential stands for a `P` come through. Handlers find it as [`Auth<P>`](Auth).
///
/// # Errors
/// Those of the handler; a refusal is an answer.
pub async fn require<P: Clone + 'static>(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match Auth::<P>::of(request.request()).await {
        Ok(auth) => {
            request.extensions_mut().insert(auth);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(error) => Ok(request.error_response(error)),
    }
}
