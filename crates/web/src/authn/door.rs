use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};
use futures_util::future::{Either, Ready, ready};
use sendook_domain::authentication::{Attempt, Authenticator, Presented, StoredCredential};
use sendook_domain::entities::CredentialHolder;
use sendook_domain::values::Secret;

use super::bearer;
use super::credential_end::CredentialEnd;
use super::gatherer::Gatherer;
use crate::error::Problem;
use crate::lookups::{Lookups, block};
use crate::request::{ClientAddress, TrustedProxies};

/// Where requests show their credential to become a `P`. Register it as
/// [`web::Data`](actix_web::web::Data); [`Auth`](super::Auth) and [`require`](super::require) find it there.
pub struct Door<P> {
    authenticator: Arc<Authenticator<P>>,
    /// Where look-ups take so long that they are gathered.
    gatherer: Option<Arc<Gatherer>>,
    trusted_proxies: TrustedProxies,
}

impl<P: CredentialHolder + Send + 'static> Door<P> {
    /// A door that judges credentials with this authenticator, and takes a client's address from the socket.
    pub fn new(authenticator: Authenticator<P>, lookups: Lookups) -> Self {
        let credentials = authenticator.credentials();
        Self {
            gatherer: match lookups {
                Lookups::Inline => None,
                Lookups::Blocking => Some(Gatherer::new(Arc::clone(credentials))),
            },
            authenticator: Arc::new(authenticator),
            trusted_proxies: TrustedProxies::default(),
        }
    }

    /// Looks credentials up together with another door, whose credentials MUST be the same.
    #[must_use]
    pub(crate) fn beside<Q>(self, other: &Door<Q>) -> Self {
        Self {
            gatherer: other.gatherer.clone(),
            ..self
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
    /// A malformed header, a [`Challenge`](sendook_domain::authentication::Challenge), or what the store reports.
    pub fn check(
        &self,
        request: &HttpRequest,
    ) -> Either<Ready<Result<P, Problem>>, impl Future<Output = Result<P, Problem>> + use<P>> {
        let attempt = bearer::credential(request.headers()).and_then(|credential| {
            let presented = match &credential {
                Some(credential) => Presented {
                    credential: Some(credential),
                    ..Presented::default()
                },
                None => Presented {
                    misplaced: bearer::misplaced(request),
                    ..Presented::default()
                },
            };
            self.begin(request, presented)
        });
        match attempt {
            Ok(attempt) => self.judge(request, attempt),
            Err(error) => Either::Left(ready(Err(error))),
        }
    }

    /// Judges a credential that came in another way than in the `Authorization` header: a cookie of the
    /// dashboard. It is judged as if it had come there.
    ///
    /// # Errors
    /// A [`Challenge`](sendook_domain::authentication::Challenge), or what the store reports.
    pub async fn check_credential(
        &self,
        request: &HttpRequest,
        credential: &Secret,
    ) -> Result<P, Problem> {
        let presented = Presented {
            credential: Some(credential.expose()),
            ..Presented::default()
        };
        let attempt = self.begin(request, presented)?;
        self.judge(request, attempt).await
    }

    fn judge(
        &self,
        request: &HttpRequest,
        attempt: Attempt,
    ) -> Either<Ready<Result<P, Problem>>, impl Future<Output = Result<P, Problem>> + use<P>> {
        let found = match &self.gatherer {
            Some(gatherer) => Either::Right(Arc::clone(gatherer)),
            None => match self.authenticator.credentials().find(&attempt.query) {
                Ok(found) => Either::Left(found),
                Err(error) => return Either::Left(ready(Err(error.into()))),
            },
        };
        if let Either::Left(found) = &found
            && self
                .authenticator
                .first_use(&attempt, found.as_ref())
                .is_none()
        {
            let judged = self.authenticator.finish(&attempt, found.as_ref());
            return Either::Left(ready(told(request, judged.map_err(Into::into))));
        }
        let authenticator = Arc::clone(&self.authenticator);
        let request = request.clone();
        Either::Right(async move {
            let found = match found {
                Either::Left(found) => found,
                Either::Right(gatherer) => gatherer.find(attempt.query).await?,
            };
            let found = used(&authenticator, attempt, found).await?;
            let judged = authenticator.finish(&attempt, found.as_ref());
            told(&request, judged.map_err(Into::into))
        })
    }

    fn begin(&self, request: &HttpRequest, presented: Presented<'_>) -> Result<Attempt, Problem> {
        let presented = Presented {
            client: ClientAddress::of(request, &self.trusted_proxies).map(|client| client.0),
            ..presented
        };
        Ok(self.authenticator.begin(&presented)?)
    }
}

/// Has the first use of a new secret written down before the request goes on. Where it cannot be, the request goes on all
/// the same: what let it in is no worse for it, and the use is written with the others.
async fn used<P: Send + 'static>(
    authenticator: &Arc<Authenticator<P>>,
    attempt: Attempt,
    found: Option<StoredCredential>,
) -> Result<Option<StoredCredential>, Problem> {
    let Some(stored) = authenticator.first_use(&attempt, found.as_ref()) else {
        return Ok(found);
    };
    let authenticator = Arc::clone(authenticator);
    match block(move || authenticator.begin_use(&attempt, &stored)).await? {
        Ok(found) => Ok(found),
        Err(error) => {
            log::warn!("could not write down the first use of a new secret: {error}");
            Ok(found)
        }
    }
}

/// Leaves word with the request when the answer shall tell that the credential ends.
fn told<P: CredentialHolder>(
    request: &HttpRequest,
    judged: Result<P, Problem>,
) -> Result<P, Problem> {
    if let Ok(Some(end)) = judged.as_ref().map(CredentialHolder::ends_soon) {
        request.extensions_mut().insert(CredentialEnd(end));
    }
    judged
}
