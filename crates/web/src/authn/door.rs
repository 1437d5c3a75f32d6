use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use futures_util::future::{Either, Ready, ready};
use sendook_domain::auth::Authenticator;

use super::bearer;
use crate::{ApiError, Lookups};

/// Where requests show their credential to become a `P`. Register it as
/// [`web::Data`](actix_web::web::Data); [`Auth`](super::Auth) and [`require`](super::require) find it there.
pub struct Door<P> {
    authenticator: Arc<Authenticator<P>>,
    lookups: Lookups,
}

impl<P> Clone for Door<P> {
    fn clone(&self) -> Self {
        Self {
            authenticator: Arc::clone(&self.authenticator),
            lookups: self.lookups,
        }
    }
}

impl<P: Send + 'static> Door<P> {
    /// A door that judges credentials with this authenticator.
    pub fn new(authenticator: Authenticator<P>, lookups: Lookups) -> Self {
        Self {
            authenticator: Arc::new(authenticator),
            lookups,
        }
    }

    /// Judges the credential in these headers.
    ///
    /// # Errors
    /// [`ApiError::InvalidRequest`], [`ApiError::Unauthenticated`], or what the store reports.
    pub fn check(
        &self,
        headers: &HeaderMap,
    ) -> Either<Ready<Result<P, ApiError>>, impl Future<Output = Result<P, ApiError>> + use<P>>
    {
        let credential = match bearer::credential(headers) {
            Ok(credential) => credential,
            Err(error) => return Either::Left(ready(Err(error))),
        };
        if self.lookups == Lookups::Inline {
            return Either::Left(ready(judge(&self.authenticator, credential.as_deref())));
        }
        let (door, credential) = (self.clone(), credential.map(std::borrow::Cow::into_owned));
        Either::Right(async move {
            let judge = move || judge(&door.authenticator, credential.as_deref());
            crate::lookups::block(judge).await?
        })
    }
}

fn judge<P>(authenticator: &Authenticator<P>, credential: Option<&str>) -> Result<P, ApiError> {
    Ok(authenticator.authenticate(credential)??)
}
