//! From a request to its principal: the header, the credential in it, and the domain's judgement.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;
use sendook_domain::authentication::{Authenticator, Presented};
use sendook_domain::values::Secret;

use super::bearer;
use super::lookup::Lookup;
use crate::dto::Timestamp;
use crate::error::Problem;
use crate::request::{ClientAddress, TrustedProxies};

/// A request whose credential stands for a `P`. As a handler's parameter it refuses every other request.
///
/// Behind [`require`] it is already there; elsewhere it asks the [`Door`].
#[derive(Debug, Clone)]
pub struct Auth<P>(pub P);

impl<P: Clone + 'static> Auth<P> {
    pub(super) async fn of(request: &HttpRequest) -> Result<Self, Problem> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let door = request.app_data::<web::Data<Door<P>>>();
        let door = door.ok_or_else(|| {
            // A mistake in how the application was wired: refuse, and say so in the log.
            let principal = std::any::type_name::<P>();
            let missing = format!("no Door<{principal}> is registered as application data");
            Problem::internal(missing)
        })?;
        door.check(request).await.map(Self)
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

/// Guards everything below a scope, as [`from_fn(require::<KeyHolder>)`](actix_web::middleware::from_fn): only requests
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

/// Where requests show their credential to become a `P`. Register it as [`web::Data`]; [`Auth`] and [`require`] find
/// it there.
pub struct Door<P> {
    authenticator: Authenticator<P>,
    lookup: Lookup,
    trusted_proxies: TrustedProxies,
}

impl<P> Door<P> {
    /// Judges credentials with this authenticator, and believes these proxies about a client's address, which is noted as
    /// where a key was last used.
    pub fn new(
        authenticator: Authenticator<P>,
        lookup: Lookup,
        trusted_proxies: TrustedProxies,
    ) -> Self {
        Self {
            authenticator,
            lookup,
            trusted_proxies,
        }
    }

    /// Judges the credential in the `Authorization` header of a request.
    ///
    /// # Errors
    /// [`Problem`], as [`AuthenticationError`](sendook_domain::authentication::AuthenticationError) or the header demands.
    pub async fn check(&self, request: &HttpRequest) -> Result<P, Problem> {
        let credential = bearer::credential(request.headers())?;
        let presented = Presented {
            misplaced: match credential {
                Some(_) => None,
                None => bearer::misplaced(request),
            },
            credential: credential.as_deref(),
            client: None,
        };
        self.authenticate(request, presented).await
    }

    /// Judges a credential that came in another way than in the `Authorization` header: a cookie of the
    /// dashboard. It is judged as if it had come there.
    ///
    /// # Errors
    /// [`Problem`], as [`AuthenticationError`](sendook_domain::authentication::AuthenticationError) demands.
    pub async fn check_credential(
        &self,
        request: &HttpRequest,
        credential: &Secret,
    ) -> Result<P, Problem> {
        let presented = Presented {
            credential: Some(credential.expose()),
            ..Presented::default()
        };
        self.authenticate(request, presented).await
    }

    async fn authenticate(
        &self,
        request: &HttpRequest,
        presented: Presented<'_>,
    ) -> Result<P, Problem> {
        let presented = Presented {
            client: ClientAddress::of(request, &self.trusted_proxies).map(|client| client.0),
            ..presented
        };
        let judged = self.authenticator.authenticate(&presented, &self.lookup);
        let principal = judged.await?;
        if let Some(end) = self.authenticator.ends_soon(&principal) {
            request.extensions_mut().insert(CredentialEnd(end));
        }
        Ok(principal)
    }
}

/// When the credential of a request ends, where its holder should hear of it: an extension of the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CredentialEnd(DateTime<Utc>);

impl CredentialEnd {
    /// The header that tells it.
    pub(crate) const HEADER: HeaderName = HeaderName::from_static("sendook-credential-expires");

    /// The value of the header: RFC 3339.
    pub(crate) fn to_header(self) -> Option<HeaderValue> {
        HeaderValue::try_from(Timestamp(self.0).as_string()).ok()
    }
}
