//! Credentials of another make, beside those of this service.

use std::fmt;
use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::authenticator::Strategy;
use super::credential::{Attempt, StoredCredential};
use super::credential_error::{AcceptedCredential, AuthenticationError};
use super::notice::Notice;
use crate::ports::Digester;
use crate::tokens::TokenKind;
use crate::values::Digest;

/// A credential that is not of this service's making, as a client presented it.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    text: &'a str,
    client: Option<IpAddr>,
    now: DateTime<Utc>,
}

impl<'a> Presented<'a> {
    /// What came from this address, if it is known, at this moment.
    pub fn new(text: &'a str, client: Option<IpAddr>, now: DateTime<Utc>) -> Self {
        Self { text, client, now }
    }

    /// The whole text. It may be a secret: judge it, and keep it nowhere.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The digest of the text. Comparing two digests with `==` stands for a comparison of the texts in constant time: how long it takes
    /// tells where the digests differ, and so nothing of where the texts do.
    pub fn digest(&self, digester: &dyn Digester) -> Digest {
        digester.digest(self.text)
    }

    /// The client's address, if it is known.
    pub fn client(&self) -> Option<IpAddr> {
        self.client
    }

    /// When it came.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }
}

impl fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = &self.client;
        f.debug_struct("Presented")
            .field("client", client)
            .finish_non_exhaustive()
    }
}

/// Judges credentials that an application brings itself: a token for probes, a JWT of another issuer. It joins the
/// strategies of this service in a [`Chain`].
///
/// It is called on the path of a request, so an implementation MUST NOT wait for I/O: what it needs to know, such as
/// the public keys of an issuer, it keeps in memory.
///
/// ```
/// use sendook_domain::authentication::{
///     ApiKeyStrategy, AuthenticationError, Chain, CredentialError, ForeignStrategy, Presented,
/// };
/// use sendook_domain::ports::Digester;
/// use sendook_domain::services::Services;
/// use sendook_domain::values::Digest;
///
/// #[derive(Clone)]
/// struct Probe;
///
/// /// Knows probes by one token, of which only the digest is kept.
/// struct ProbeToken<D> {
///     digest: Digest,
///     digester: D,
/// }
///
/// impl<D: Digester> ForeignStrategy for ProbeToken<D> {
///     type Principal = Probe;
///
///     fn judge(&self, presented: &Presented<'_>) -> Option<Result<Probe, AuthenticationError>> {
///         if !presented.text().starts_with("probe-") {
///             return None;
///         }
///         let message = "This token of a probe is not the one that is set.";
///         let is_good = presented.digest(&self.digester) == self.digest;
///         Some(is_good.then_some(Probe).ok_or(CredentialError::Foreign { message }.into()))
///     }
/// }
///
/// /// API keys, and after them probes.
/// fn chain<D: Digester>(services: &Services, probes: ProbeToken<D>) -> Chain<ApiKeyStrategy, ProbeToken<D>> {
///     Chain::new(services.key_strategy.clone(), probes)
/// }
/// ```
///
/// An application of actix-web registers the chain with `.app_data(sendook.door(chain))`, and its handlers take
/// `Auth<Chained<ApiKeyPrincipal, Probe>>`; others judge with `sendook.judge(&sendook.authenticator(chain), …)`.
pub trait ForeignStrategy: Send + Sync {
    /// Whom it finds.
    type Principal;

    /// Judges a credential. `None`: it is of another kind, and the next strategy is asked.
    ///
    /// # Errors
    /// Why it is not let in: [`CredentialError::Foreign`](super::CredentialError::Foreign) says it in words of one's own.
    fn judge(
        &self,
        presented: &Presented<'_>,
    ) -> Option<Result<Self::Principal, AuthenticationError>>;
}

/// Several strategies with one kind of principal: the first to call a credential its own decides.
impl<P> ForeignStrategy for Vec<Box<dyn ForeignStrategy<Principal = P>>> {
    type Principal = P;

    fn judge(&self, presented: &Presented<'_>) -> Option<Result<P, AuthenticationError>> {
        self.iter().find_map(|strategy| strategy.judge(presented))
    }
}

/// Whom a [`Chain`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chained<O, F> {
    /// By a credential of this service.
    Own(O),
    /// By a credential of the application.
    Foreign(F),
}

/// A strategy of this service, and after it one of the application.
///
/// **A text that begins as the credentials of this service do belongs to this service, good or not:** the other strategy
/// is never shown it, and so cannot let in a key that was revoked. It is judged as fast as without a chain.
#[derive(Clone)]
pub struct Chain<S, F> {
    own: S,
    foreign: F,
}

impl<S: Strategy, F: ForeignStrategy> Chain<S, F> {
    /// Asks `foreign` about what is not `own`'s.
    pub fn new(own: S, foreign: F) -> Self {
        Self { own, foreign }
    }
}

impl<S: Strategy, F: ForeignStrategy> Strategy for Chain<S, F> {
    type Principal = Chained<S::Principal, F::Principal>;

    fn wanted(&self) -> AcceptedCredential {
        self.own.wanted()
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Self::Principal, AuthenticationError> {
        self.own.judge(kind, found, now).map(Chained::Own)
    }

    fn judge_foreign(
        &self,
        presented: &Presented<'_>,
    ) -> Option<Result<Self::Principal, AuthenticationError>> {
        let judged = self.foreign.judge(presented)?;
        Some(judged.map(Chained::Foreign))
    }

    fn admit(
        &self,
        principal: &mut Self::Principal,
        client: Option<IpAddr>,
    ) -> Result<(), AuthenticationError> {
        match principal {
            Chained::Own(own) => self.own.admit(own, client),
            Chained::Foreign(_) => Ok(()),
        }
    }

    fn note(
        &self,
        attempt: &Attempt,
        found: &StoredCredential,
        refused: Option<&AuthenticationError>,
        now: DateTime<Utc>,
    ) {
        self.own.note(attempt, found, refused, now);
    }

    fn notice(&self, principal: &Self::Principal) -> Option<Notice> {
        match principal {
            Chained::Own(own) => self.own.notice(own),
            Chained::Foreign(_) => None,
        }
    }
}
