use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    Challenge, CredentialQuery, Credentials, Presented, StoredCredential, WantedCredential,
};
use crate::entities::StoredKey;
use crate::ports::StoreError;
use crate::tokens::{PlainToken, TokenKind};

/// One way to learn who a request comes from.
pub trait Strategy: Send + Sync {
    /// Whom it finds.
    type Principal;

    /// What the strategy accepts. Nothing else is looked up for it.
    fn wanted(&self) -> WantedCredential;

    /// Judges what the store has under the digest of a credential of this kind, as of `now`.
    ///
    /// # Errors
    /// Why the request is nobody's.
    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Self::Principal, Challenge>;

    /// Judges, and notes that the credential was used, and from where.
    ///
    /// # Errors
    /// Why the request is nobody's.
    fn authenticate(
        &self,
        attempt: &Attempt,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Self::Principal, Challenge>;
}

/// A well-formed credential of a wanted kind, on its way to be looked up and judged.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// What it is looked up by.
    pub query: CredentialQuery,
    /// The client's address, if it is known.
    pub client: Option<IpAddr>,
}

/// The door: takes what a client presented, if anything, and tells whose request it is.
pub struct Authenticator<P> {
    strategy: Box<dyn Strategy<Principal = P>>,
    credentials: Arc<Credentials>,
}

impl<P> Authenticator<P> {
    /// A door with one way in. A strategy may itself stand for several, as
    /// [`EitherStrategy`](super::EitherStrategy) does.
    pub fn new(
        strategy: impl Strategy<Principal = P> + 'static,
        credentials: Arc<Credentials>,
    ) -> Self {
        Self {
            strategy: Box::new(strategy),
            credentials,
        }
    }

    /// Judges a credential: [`begin`](Self::begin), one look-up, [`finish`](Self::finish).
    ///
    /// # Errors
    /// What the store reports; the request is then nobody's, and to be answered with 503 or 500.
    pub fn authenticate(
        &self,
        presented: &Presented<'_>,
    ) -> Result<Result<P, Challenge>, StoreError> {
        let attempt = match self.begin(presented) {
            Ok(attempt) => attempt,
            Err(challenge) => return Ok(Err(challenge)),
        };
        let mut found = self.credentials.find(&attempt.query)?;
        if let Some(stored) = self.first_use(&attempt, found.as_ref()) {
            found = self.begin_use(&attempt, &stored)?;
        }
        Ok(self.finish(&attempt, found.as_ref()))
    }

    /// Judges the form and the kind of a credential: what is wrong already is not looked up.
    ///
    /// # Errors
    /// Why the request is nobody's.
    pub fn begin(&self, presented: &Presented<'_>) -> Result<Attempt, Challenge> {
        let wanted = self.strategy.wanted();
        let text = presented.credential.ok_or(Challenge::Missing {
            wanted,
            misplaced: presented.misplaced,
        })?;
        let token = PlainToken::parse(text).map_err(Challenge::Malformed)?;
        let kind = token.kind();
        if !wanted.includes(kind) {
            return Err(Challenge::WrongKind { got: kind, wanted });
        }
        let digest = token.digest(&*self.credentials.ports().digester);
        Ok(Attempt {
            query: CredentialQuery { kind, digest },
            client: presented.client,
        })
    }

    /// The key whose newest secret this request is the first to use, if that has to be written down before the request
    /// goes on: then [`begin_use`](Self::begin_use) finds what to [`finish`](Self::finish) with.
    pub fn first_use(
        &self,
        attempt: &Attempt,
        found: Option<&StoredCredential>,
    ) -> Option<Arc<StoredKey>> {
        let Some(StoredCredential::Key(stored)) = found else {
            return None;
        };
        if !stored.awaits_first_use() {
            return None;
        }
        let now = self.credentials.ports().clock.now();
        let judged = self.strategy.judge(attempt.query.kind, found, now);
        judged.is_ok().then(|| Arc::clone(stored))
    }

    /// As [`Credentials::begin_use`].
    ///
    /// # Errors
    /// What the store reports.
    pub fn begin_use(
        &self,
        attempt: &Attempt,
        stored: &StoredKey,
    ) -> Result<Option<StoredCredential>, StoreError> {
        self.credentials
            .begin_use(&attempt.query, attempt.client, stored)
    }

    /// Judges what was found. It MUST have been looked up after the request arrived, in these
    /// [`credentials`](Self::credentials).
    ///
    /// # Errors
    /// Why the request is nobody's.
    pub fn finish(
        &self,
        attempt: &Attempt,
        found: Option<&StoredCredential>,
    ) -> Result<P, Challenge> {
        let now = self.credentials.ports().clock.now();
        self.strategy.authenticate(attempt, found, now)
    }

    /// Where the credentials are looked up.
    pub fn credentials(&self) -> &Arc<Credentials> {
        &self.credentials
    }
}
