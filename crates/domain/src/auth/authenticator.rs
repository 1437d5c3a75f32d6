use std::net::IpAddr;

use super::{Challenge, Presented, WantedCredential};
use crate::credentials::PlainToken;
use crate::ports::StoreError;

/// What a strategy makes of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<P> {
    /// It is good, and stands for this.
    Success(P),
    /// It is of the strategy's kind, but not good.
    Fail(Challenge),
    /// It is not of the strategy's kind: another may know it.
    Pass,
}

impl<P> Outcome<P> {
    /// Turns the principal of a success into another.
    pub fn map<Q>(self, f: impl FnOnce(P) -> Q) -> Outcome<Q> {
        match self {
            Self::Success(principal) => Outcome::Success(f(principal)),
            Self::Fail(challenge) => Outcome::Fail(challenge),
            Self::Pass => Outcome::Pass,
        }
    }
}

/// One way to learn who a request comes from.
pub trait Strategy: Send + Sync {
    /// Whom it finds.
    type Principal;

    /// What the strategy accepts, for the sentence that an other credential is answered with.
    fn wanted(&self) -> WantedCredential;

    /// Judges a well-formed credential as of this moment, and notes that it was used, and from where.
    ///
    /// # Errors
    /// What the store reports. A caller MUST NOT let the request through then.
    fn authenticate(
        &self,
        token: &PlainToken<'_>,
        client: Option<IpAddr>,
    ) -> Result<Outcome<Self::Principal>, StoreError>;
}

/// The door: takes what a client presented, if anything, and tells whose request it is.
pub struct Authenticator<P> {
    strategy: Box<dyn Strategy<Principal = P>>,
}

impl<P> Authenticator<P> {
    /// A door with one way in. A strategy may itself stand for several, as
    /// [`EitherStrategy`](super::EitherStrategy) does.
    pub fn new(strategy: impl Strategy<Principal = P> + 'static) -> Self {
        Self {
            strategy: Box::new(strategy),
        }
    }

    /// Judges a credential. Junk is refused before anything is looked up.
    ///
    /// # Errors
    /// What the store reports; the request is then nobody's, and to be answered with 503 or 500.
    pub fn authenticate(
        &self,
        presented: &Presented<'_>,
    ) -> Result<Result<P, Challenge>, StoreError> {
        let wanted = self.strategy.wanted();
        let Some(text) = presented.credential else {
            return Ok(Err(Challenge::Missing { wanted }));
        };
        let token = match PlainToken::parse(text) {
            Ok(token) => token,
            Err(fault) => return Ok(Err(Challenge::Malformed(fault))),
        };
        Ok(
            match self.strategy.authenticate(&token, presented.client)? {
                Outcome::Success(principal) => Ok(principal),
                Outcome::Fail(challenge) => Err(challenge),
                Outcome::Pass => Err(Challenge::WrongKind {
                    got: token.kind(),
                    wanted,
                }),
            },
        )
    }
}
