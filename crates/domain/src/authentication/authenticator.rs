use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::credential::{Attempt, CredentialQuery, StoredCredential};
use super::credential_error::{AcceptedCredential, AuthenticationError, CredentialError};
use super::foreign::Presented;
use super::notice::Notice;
use crate::entities::StoredKey;
use crate::ports::{Clock, Digester, StoreError};
use crate::tokens::{PlainToken, TokenKind, looks_like_credential};

/// One way to learn who a request comes from.
pub trait Strategy: Send + Sync {
    /// Whom it finds.
    type Principal;

    /// What the strategy accepts. Nothing else is looked up for it.
    fn wanted(&self) -> AcceptedCredential;

    /// Judges what the store has under the digest of a credential of this kind, as of `now`.
    ///
    /// # Errors
    /// Why they are not let in. Never [`AuthenticationError::Store`]: no port is asked.
    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Self::Principal, AuthenticationError>;

    /// Judges a text that is no credential of this service. `None`: it is not of a kind that the strategy knows, and stays
    /// what it is, malformed. A [`Chain`](super::Chain) implements it.
    ///
    /// # Errors
    /// Why it is not let in.
    fn judge_foreign(
        &self,
        _: &Presented<'_>,
    ) -> Option<Result<Self::Principal, AuthenticationError>> {
        None
    }

    /// Holds a request against the limits of whom it comes from, and counts it.
    ///
    /// # Errors
    /// [`Denial::AddressNotAllowed`](crate::authorization::Denial::AddressNotAllowed), or
    /// [`RateExceeded`](crate::policies::RateExceeded).
    fn admit(
        &self,
        _: &mut Self::Principal,
        _client: Option<IpAddr>,
    ) -> Result<(), AuthenticationError> {
        Ok(())
    }

    /// Notes that a credential was used, and from where; `refused` says why it was not let in.
    fn note(
        &self,
        attempt: &Attempt,
        found: &StoredCredential,
        refused: Option<&AuthenticationError>,
        now: DateTime<Utc>,
    );

    /// What a principal should hear with the answer; for most, nothing.
    fn notice(&self, _: &Self::Principal) -> Option<Notice> {
        None
    }
}

/// Looks credentials up for an [`Authenticator`]. [`Credentials`](super::Credentials) does it where it is called; who
/// must not wait for a store there implements it with a call of them elsewhere.
pub trait CredentialLookup {
    /// As [`Credentials::find`](super::Credentials::find).
    fn look_up(
        &self,
        query: &CredentialQuery,
    ) -> impl Future<Output = Result<Option<StoredCredential>, StoreError>>;

    /// As [`Credentials::begin_use`](super::Credentials::begin_use).
    fn begin_use(
        &self,
        attempt: &Attempt,
        stored: &Arc<StoredKey>,
    ) -> impl Future<Output = Result<Option<StoredCredential>, StoreError>>;
}

/// Tells whose request it is.
pub struct Authenticator<P> {
    strategy: Box<dyn Strategy<Principal = P>>,
    clock: Arc<dyn Clock>,
    digester: Arc<dyn Digester>,
}

impl<P> Authenticator<P> {
    /// Judges by one strategy, which may itself stand for several, as [`EitherStrategy`](super::EitherStrategy) and
    /// [`Chain`](super::Chain) do.
    pub fn new(
        strategy: impl Strategy<Principal = P> + 'static,
        clock: Arc<dyn Clock>,
        digester: Arc<dyn Digester>,
    ) -> Self {
        Self {
            strategy: Box::new(strategy),
            clock,
            digester,
        }
    }

    /// Judges the credential that a client presented, if it did: its form and kind, then what the look-up finds. What is
    /// wrong with its form already is not looked up. Then it is held against the limits of its key, and counts, whatever
    /// becomes of the request. The one way from a credential to a principal, wherever the look-up runs. The client's address,
    /// if it is known, is noted as where the credential was last used.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub fn authenticate(
        &self,
        credential: Option<&str>,
        client: Option<IpAddr>,
        lookup: &impl CredentialLookup,
    ) -> impl Future<Output = Result<P, AuthenticationError>> {
        self.authenticate_if(credential, client, lookup, |_| Ok(()))
    }

    /// The same where the route asks for more than a good credential. `admits` judges the principal; one that it refuses has not used
    /// the credential.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub async fn authenticate_if(
        &self,
        credential: Option<&str>,
        client: Option<IpAddr>,
        lookup: &impl CredentialLookup,
        admits: impl Fn(&P) -> Result<(), CredentialError>,
    ) -> Result<P, AuthenticationError> {
        let attempt = match self.attempt(credential, client) {
            Ok(attempt) => attempt,
            Err(refused) => {
                let principal = self.judge_foreign(credential, client, refused)?;
                admits(&principal)?;
                return Ok(principal);
            }
        };
        let mut found = lookup.look_up(&attempt.query).await?;
        if let Some(stored) = awaits_first_use(found.as_ref())
            && stored.key.limits.admit(client)
            && self
                .strategy
                .judge(attempt.query.kind, found.as_ref(), self.clock.now())
                .is_ok_and(|principal| admits(&principal).is_ok())
            && let Ok(written) = lookup.begin_use(&attempt, stored).await
        {
            // Where it cannot be written, the request goes on: what let it in is no worse for it, and the use is
            // written with the others.
            found = written;
        }
        let now = self.clock.now();
        let judged = self.strategy.judge(attempt.query.kind, found.as_ref(), now);
        let judged = judged.and_then(|mut principal| {
            self.strategy.admit(&mut principal, client)?;
            admits(&principal)?;
            Ok(principal)
        });
        if let Some(found) = &found {
            let refused = judged.as_ref().err();
            self.strategy.note(&attempt, found, refused, now);
        }
        judged
    }

    /// What a principal should hear with the answer; for most, nothing.
    pub fn notice(&self, principal: &P) -> Option<Notice> {
        self.strategy.notice(principal)
    }

    /// Judges what is no credential of ours: only that is shown to a strategy that knows others.
    #[cold]
    fn judge_foreign(
        &self,
        credential: Option<&str>,
        client: Option<IpAddr>,
        refused: CredentialError,
    ) -> Result<P, AuthenticationError> {
        let foreign = credential.filter(|text| {
            matches!(refused, CredentialError::Malformed(_)) && !looks_like_credential(text)
        });
        let judged = foreign.and_then(|text| {
            let presented = Presented::new(text, client, self.clock.now());
            self.strategy.judge_foreign(&presented)
        });
        judged.unwrap_or(Err(refused.into()))
    }

    fn attempt(
        &self,
        credential: Option<&str>,
        client: Option<IpAddr>,
    ) -> Result<Attempt, CredentialError> {
        let wanted = self.strategy.wanted();
        let text = credential.ok_or(CredentialError::Missing { wanted })?;
        let token = PlainToken::parse(text).map_err(CredentialError::Malformed)?;
        let kind = token.kind();
        if !wanted.includes(kind) {
            return Err(CredentialError::WrongKind { got: kind, wanted });
        }
        let digest = token.digest(&*self.digester);
        Ok(Attempt {
            query: CredentialQuery { kind, digest },
            client,
        })
    }
}

/// The key whose newest secret was never used: its first use has to be written down before the request goes on.
fn awaits_first_use(found: Option<&StoredCredential>) -> Option<&Arc<StoredKey>> {
    match found {
        Some(StoredCredential::Key(stored)) if stored.awaits_first_use() => Some(stored),
        _ => None,
    }
}
