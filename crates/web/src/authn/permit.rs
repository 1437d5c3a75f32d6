//! From a principal to the permission that a handler asks for.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use sendook_domain::authentication::ApiKeyPrincipal;
use sendook_domain::authorization::{Denial, Grant, Permission};

use super::auth::Auth;
use crate::error::Problem;

/// A permission to do `A` in one organization, given to a `P`. As a handler's parameter it is the only way
/// to the organization: a handler that forgot to ask has nothing to work on.
///
/// For a [`Membership`](sendook_domain::authorization::Membership) the organization is the one in the path (`{organization_id}`); for an [`ApiKeyPrincipal`]
/// it is the key's.
#[derive(Debug)]
pub struct Permit<P, A> {
    /// What use cases take.
    pub grant: Grant<A>,
    /// To whom it was given.
    pub principal: P,
}

/// Somebody in an organization, who can be given a [`Permit`].
pub trait Principal: Sized + 'static {
    /// Who a request comes from.
    fn of(request: &HttpRequest) -> impl Future<Output = Result<Self, Problem>>;

    /// Asks whether they may.
    ///
    /// # Errors
    /// [`Denial`] says why not.
    fn grant<A: Permission>(&self) -> Result<Grant<A>, Denial>;
}

impl Principal for ApiKeyPrincipal {
    async fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let Auth(holder) = Auth::of(request).await?;
        Ok(holder)
    }

    fn grant<A: Permission>(&self) -> Result<Grant<A>, Denial> {
        Grant::for_key(self)
    }
}

impl<P: Principal, A: Permission> FromRequest for Permit<P, A> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let principal = P::of(&request).await?;
            Ok(Self {
                grant: principal.grant()?,
                principal,
            })
        })
    }
}
