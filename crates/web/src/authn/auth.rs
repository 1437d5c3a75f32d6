//! From a request to the permission that its handler asks for: the header, the credential in it, and the domain's two
//! answers, who it is and whether they may.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use memchr::{memchr2, memchr3};
use sendook_domain::authentication::{
    ApiKeyPrincipal, AuthenticationError, Authenticator, CredentialError, Credentials,
    UserPrincipal,
};
use sendook_domain::authorization::{Grant, Permission};
use sendook_domain::values::Secret;

use super::lookup::Lookup;
use super::misplaced::misplaced;
use crate::error::{Problem, missing};
use crate::metrics::HttpMetrics;
use crate::request::{ClientAddress, TrustedProxies};
use crate::threads::Lookups;

const TWICE: &str = "The Authorization header came more than once.";
const EMPTY: &str = "The Authorization header says \"Bearer\", but no credential follows.";
const SCHEME_TWICE: &str = "The Authorization header says \"Bearer\" twice: once is enough.";
const BROKEN: &str = "The credential contains a space, tab or comma: it was probably broken when it was \
     copied, or two were sent at once.";

/// A permission to do `A` in one organization, given to a `P`. As a handler's parameter it is the only way
/// to the organization: a handler that forgot to ask has nothing to work on.
///
/// For a [`Membership`](sendook_domain::authorization::Membership) the organization is the one in the path
/// (`{organization_id}`); for an [`ApiKeyPrincipal`] it is the key's.
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
/// Behind [`require`] it is already there; elsewhere it asks the [`Door`].
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

/// Where requests show their credential to become a `P`. Register it as [`web::Data`]; [`Auth`] and [`require`] find
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

/// What a request without a bearer credential has in its place.
pub(super) fn found_instead(request: &HttpRequest) -> Option<&'static str> {
    let value = request.headers().get(AUTHORIZATION);
    let value = value.map(|value| text(value.as_bytes()));
    misplaced(value.as_deref(), request.headers(), request.query_string())
}

/// The credential in the `Authorization` header (RFC 9110, section 11.6.2; RFC 6750, section 2.1). `None`: no header, or
/// another scheme.
///
/// # Errors
/// 400 for what no client means to send: the header twice, `Bearer` without a
/// credential, or a credential with a space, tab or comma in it.
pub(super) fn bearer_credential(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Problem::invalid_request(TWICE));
    }
    let value = value.as_bytes().trim_ascii();
    let scheme_end = memchr2(b' ', b'\t', value).unwrap_or(value.len());
    let (scheme, rest) = value.split_at(scheme_end);
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Ok(None);
    }
    let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
    let credential = &rest[spaces..];
    if credential.is_empty() {
        return Err(Problem::invalid_request(EMPTY));
    }
    if memchr3(b' ', b'\t', b',', credential).is_some() {
        return Err(Problem::invalid_request(match credential.get(..7) {
            Some(again) if again.eq_ignore_ascii_case(b"bearer ") => SCHEME_TWICE,
            _ => BROKEN,
        }));
    }
    Ok(Some(text(credential)))
}

/// The bytes as UTF-8; where they are none, as ISO 8859-1, in which some clients send what lies beyond ASCII.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
