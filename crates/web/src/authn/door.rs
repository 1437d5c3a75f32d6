//! Where a credential is shown, judged and counted.

use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest, web};
use sendook_domain::authentication::{
    ApiKeyPrincipal, AuthenticationError, Authenticator, CredentialError, Credentials,
};
use sendook_domain::values::Secret;

use super::bearer::{bearer_credential, found_instead};
use super::lookup::Lookup;
use crate::error::{Problem, missing};
use crate::metrics::HttpMetrics;
use crate::request::{ClientAddress, TrustedProxies};
use crate::threads::Lookups;

/// Where requests show their credential to become a `P`. Register it as application data, in a
/// [`Data`](https://docs.rs/actix-web/4/actix_web/web/struct.Data.html); [`Auth`](super::Auth) and [`require`](super::require) find
/// it there.
pub struct Door<P> {
    authenticator: Authenticator<P>,
    lookup: Lookup,
    trusted_proxies: TrustedProxies,
    metrics: Option<HttpMetrics>,
}

impl<P: 'static> Door<P> {
    /// The door that the application of a request has.
    pub(super) fn of(request: &HttpRequest) -> Result<&web::Data<Self>, Problem> {
        request.app_data().ok_or_else(|| {
            // A mistake in how the application was wired: refuse, and say so in the log.
            let principal = std::any::type_name::<P>();
            let missing = format!("no Door<{principal}> is registered as application data");
            Problem::internal(missing)
        })
    }
}

impl<P> Door<P> {
    /// Judges credentials with this authenticator, and looks them up here, where short reads run. No proxy is believed about
    /// a client's address, which is noted as where a key was last used: see [`behind`](Self::behind).
    ///
    /// [`Api::door`](crate::Api::door) makes one with the settings of a whole service.
    pub fn new(
        authenticator: Authenticator<P>,
        credentials: Arc<Credentials>,
        lookups: Lookups,
    ) -> Self {
        let lookup = Lookup::new(credentials, lookups);
        Self::sharing(authenticator, lookup, TrustedProxies::default(), None)
    }

    /// Believes these proxies about a client's address.
    #[must_use]
    pub fn behind(self, trusted_proxies: TrustedProxies) -> Self {
        Self {
            trusted_proxies,
            ..self
        }
    }

    /// With the look-ups of other doors.
    pub(crate) fn sharing(
        authenticator: Authenticator<P>,
        lookup: Lookup,
        trusted_proxies: TrustedProxies,
        metrics: Option<HttpMetrics>,
    ) -> Self {
        Self {
            authenticator,
            lookup,
            trusted_proxies,
            metrics,
        }
    }

    /// Judges the credential in the `Authorization` header of a request.
    ///
    /// # Errors
    /// [`Problem`], as [`AuthenticationError`] or the header demands.
    pub async fn check(&self, request: &HttpRequest) -> Result<P, Problem> {
        let credential = bearer_credential(request.headers());
        let credential = credential.map_err(|problem| self.refused(problem))?;
        let judged = self.authenticate(request, credential.as_deref(), |_| Ok(()));
        judged.await.map_err(|error| {
            self.refused(match error {
                AuthenticationError::Refused(CredentialError::Missing { wanted }) => {
                    missing(wanted, found_instead(request))
                }
                error => error.into(),
            })
        })
    }

    /// Judges a credential that came in another way than in the `Authorization` header: a cookie of the
    /// dashboard. It is judged as if it had come there.
    ///
    /// # Errors
    /// [`Problem`], as [`AuthenticationError`] demands.
    pub async fn check_credential(
        &self,
        request: &HttpRequest,
        credential: &Secret,
    ) -> Result<P, Problem> {
        let judged = self.authenticate(request, Some(credential.expose()), |_| Ok(()));
        judged.await.map_err(|error| self.refused(error.into()))
    }

    async fn authenticate(
        &self,
        request: &HttpRequest,
        credential: Option<&str>,
        admits: impl Fn(&P) -> Result<(), CredentialError>,
    ) -> Result<P, AuthenticationError> {
        let client = ClientAddress::of(request, &self.trusted_proxies).map(|client| client.0);
        let authenticator = &self.authenticator;
        let principal = authenticator
            .authenticate_if(credential, client, &self.lookup, admits)
            .await?;
        if let Some(notice) = authenticator.notice(&principal) {
            request.extensions_mut().insert(notice);
        }
        if let Some(metrics) = &self.metrics {
            metrics.accepted();
        }
        Ok(principal)
    }

    /// Counts a refusal.
    pub(super) fn refused(&self, problem: Problem) -> Problem {
        if let Some(metrics) = &self.metrics {
            metrics.refused(problem.code);
        }
        problem
    }
}

impl Door<ApiKeyPrincipal> {
    /// Judges a client of OAuth's endpoints by the key that it shows, and the client id beside it, if it names one.
    ///
    /// # Errors
    /// As [`check_credential`](Self::check_credential).
    pub(super) async fn check_client(
        &self,
        request: &HttpRequest,
        id: Option<&str>,
        key: &Secret,
    ) -> Result<ApiKeyPrincipal, Problem> {
        let admits = |holder: &ApiKeyPrincipal| holder.check_client(id);
        let judged = self.authenticate(request, Some(key.expose()), admits);
        judged.await.map_err(|error| self.refused(error.into()))
    }
}
