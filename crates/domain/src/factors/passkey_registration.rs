use super::passkey_ceremony::{PasskeyCeremony, PasskeyFault};
use super::{AddedFactor, FactorError, FactorService};
use crate::authentication::UserPrincipal;
use crate::entities::{ClientInfo, Factor, FactorKind, PasskeyPurpose, StoredFactor};
use crate::ports::{PasskeyError, PasskeyHolder, Ports, StoreError, Unique};
use crate::sessions::RecentProof;
use crate::values::{FactorName, Id};

/// Where people add passkeys. They are listed and removed as all factors are, by [`FactorService`].
#[derive(Clone)]
pub struct PasskeyRegistration {
    factors: FactorService,
    ceremony: PasskeyCeremony,
}

/// A passkey that a browser is asked to make.
#[derive(Debug, Clone)]
pub struct OfferedPasskey {
    /// Which factor it becomes.
    pub id: Id<Factor>,
    /// The options of `navigator.credentials.create`, as a JSON object.
    pub options: String,
}

/// Why a passkey was not added.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyRegistrationError {
    /// Another account, or this one, has it already.
    #[error("This passkey is registered already.")]
    Taken,
    /// What the browser answered.
    #[error(transparent)]
    Fault(#[from] PasskeyFault),
    /// What holds of all factors.
    #[error(transparent)]
    Factor(#[from] FactorError),
}

impl From<PasskeyError> for PasskeyRegistrationError {
    fn from(error: PasskeyError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<StoreError> for PasskeyRegistrationError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(Unique::Passkey) => Self::Taken,
            error => Self::Factor(error.into()),
        }
    }
}

impl PasskeyRegistration {
    pub(crate) fn new(ports: &Ports, factors: FactorService) -> Self {
        Self {
            ceremony: PasskeyCeremony::new(ports, factors.issuer.clone()),
            factors,
        }
    }

    /// The origin of the pages at which passkeys work.
    ///
    /// # Errors
    /// [`PasskeyError::Unavailable`] if they work nowhere.
    pub fn origin(&self) -> Result<&str, PasskeyError> {
        self.ceremony.verifier.origin()
    }

    /// Asks for a passkey that the person does not have yet, in place of one that was not made. It counts after [`Self::finish`].
    ///
    /// # Errors
    /// [`PasskeyRegistrationError`].
    pub fn offer(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        name: Option<FactorName>,
    ) -> Result<OfferedPasskey, PasskeyRegistrationError> {
        // Where passkeys do not work, nothing else is worth saying.
        self.origin()?;
        let user = self.factors.person(session)?;
        let name = name.unwrap_or_else(FactorName::of_passkey);
        let known = self.factors.factors.factors_of(&user.id)?;
        let factor = self
            .factors
            .new_factor(&user, &known, FactorKind::Passkey, name)?;
        let known = known.into_iter();
        let known: Vec<_> = known.filter_map(|stored| stored.credential_id).collect();
        let holder = PasskeyHolder {
            handle: user.id.as_str().as_bytes(),
            account: user.email.as_typed(),
            name: user.first_name.as_str(),
        };
        let question = self.ceremony.verifier.ask_for_new(&holder, &known)?;
        let id = factor.id.clone();
        self.factors.factors.offer_factor(&StoredFactor {
            factor,
            secret: Vec::new(),
            counter: 0,
            credential_id: None,
        })?;
        let purpose = purpose(session, &id);
        let options = self.ceremony.ask(question, purpose)?;
        Ok(OfferedPasskey { id, options })
    }

    /// Lets a passkey count that a browser has made.
    ///
    /// # Errors
    /// [`PasskeyRegistrationError`]; then nothing was changed, but the question has been answered.
    pub fn finish(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        id: &Id<Factor>,
        answer: &str,
        origin: &ClientInfo,
    ) -> Result<AddedFactor, PasskeyRegistrationError> {
        let read = self.ceremony.verifier.read(answer)?;
        let user = self.factors.person(session)?;
        let offered = self.factors.factors.offered_factor(&user.id, id)?;
        let offered = offered.filter(|stored| stored.factor.kind == FactorKind::Passkey);
        let offered = offered.ok_or(FactorError::Unknown)?;
        if self.ceremony.take(&read)? != purpose(session, id) {
            return Err(PasskeyFault::NotAsked.into());
        }
        let made = self.ceremony.verifier.accept_new(&read.challenge, answer)?;
        let verified = StoredFactor {
            secret: made.credential,
            counter: made.counter.into(),
            credential_id: Some(made.credential_id),
            ..offered
        };
        let added = self.factors.confirm(&user, verified, origin);
        added.map_err(|error| match error {
            FactorError::Store(error) => error.into(),
            error => error.into(),
        })
    }
}

/// An answer is good for the factor and the session that it was asked for.
fn purpose(session: &UserPrincipal, id: &Id<Factor>) -> PasskeyPurpose {
    PasskeyPurpose::Registration {
        user_id: session.user_id().clone(),
        session_id: session.session_id().clone(),
        factor_id: id.clone(),
    }
}
