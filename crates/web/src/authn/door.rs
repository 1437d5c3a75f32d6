use std::borrow::Cow;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};
use futures_util::future::{Either, Ready, ready};
use sendook_domain::auth::{Authenticator, CredentialHolder, Presented};
use sendook_domain::values::Secret;

use super::bearer;
use super::credential_end::CredentialEnd;
use crate::lookups::block;
use crate::{ApiError, ClientAddress, Lookups, TrustedProxies};

/// Where requests show their credential to become a `P`. Register it as
/// [`web::Data`](actix_web::web::Data); [`Auth`](super::Auth) and [`require`](super::require) find it there.
pub struct Door<P> {
    authenticator: Arc<Authenticator<P>>,
    lookups: Lookups,
    trusted_proxies: TrustedProxies,
}

impl<P: CredentialHolder + Send + 'static> Door<P> {
    /// A door that judges credentials with this authenticator, and takes a client's address from the socket.
    pub fn new(authenticator: Authenticator<P>, lookups: Lookups) -> Self {
        let trusted_proxies = TrustedProxies::default();
        Self {
            authenticator: Arc::new(authenticator),
            lookups,
            trusted_proxies,
        }
    }

    /// Believes these proxies about a client's address, which is noted as where a key was last used.
    #[must_use]
    pub fn behind(self, trusted_proxies: TrustedProxies) -> Self {
        Self {
            trusted_proxies,
            ..self
        }
    }

    /// Judges the credential of a request.
    ///
    /// # Errors
    /// [`ApiError::InvalidRequest`], [`ApiError::Unauthenticated`], or what the store reports.
    pub fn check(
        &self,
        request: &HttpRequest,
    ) -> Either<Ready<Result<P, ApiError>>, impl Future<Output = Result<P, ApiError>> + use<P>>
    {
        let credential = match bearer::credential(request.headers()) {
            Ok(credential) => credential,
            Err(error) => return Either::Left(ready(Err(error))),
        };
        let client = ClientAddress::of(request, &self.trusted_proxies).map(|client| client.0);
        if self.lookups == Lookups::Inline {
            let presented = Presented {
                credential: credential.as_deref(),
                client,
            };
            let judged = judge(&self.authenticator, &presented);
            return Either::Left(ready(told(request, judged)));
        }
        let authenticator = Arc::clone(&self.authenticator);
        let credential = credential.map(Cow::into_owned);
        let request = request.clone();
        Either::Right(async move {
            let judged = block(move || {
                let presented = Presented {
                    credential: credential.as_deref(),
                    client,
                };
                judge(&authenticator, &presented)
            });
            told(&request, judged.await?)
        })
    }
}

impl<P: CredentialHolder + Send + 'static> Door<P> {
    /// Judges a credential that came in another way than in the `Authorization` header: a cookie of the
    /// dashboard. It is judged as if it had come there.
    ///
    /// # Errors
    /// [`ApiError::Unauthenticated`], or what the store reports.
    pub async fn check_credential(
        &self,
        request: &HttpRequest,
        credential: Secret,
    ) -> Result<P, ApiError> {
        let client = ClientAddress::of(request, &self.trusted_proxies).map(|client| client.0);
        let authenticator = Arc::clone(&self.authenticator);
        let judged = self.lookups.run(move || {
            let presented = Presented {
                credential: Some(credential.expose()),
                client,
            };
            judge(&authenticator, &presented)
        });
        judged.await?
    }
}

fn judge<P>(authenticator: &Authenticator<P>, presented: &Presented<'_>) -> Result<P, ApiError> {
    Ok(authenticator.authenticate(presented)??)
}

/// Leaves word with the request when the answer shall tell that the credential ends.
fn told<P: CredentialHolder>(
    request: &HttpRequest,
    judged: Result<P, ApiError>,
) -> Result<P, ApiError> {
    if let Ok(Some(end)) = judged.as_ref().map(CredentialHolder::ends_soon) {
        request.extensions_mut().insert(CredentialEnd(end));
    }
    judged
}
