use std::sync::Arc;

use super::passkey_ceremony::{PasskeyCeremony, PasskeyFault};
use super::{JudgeError, SecondFactorError, SecondFactorService, SecondStep};
use crate::authentication::UserPrincipal;
use crate::entities::{ClientInfo, FactorKind, FactorUse, PasskeyPurpose, StoredFactor, User};
use crate::ports::{
    Factors, Issuer, PasskeyAnswer, PasskeyError, Ports, StoreError, UserVerification,
};
use crate::sessions::IssuedSession;
use crate::values::Id;

/// Lets people show a passkey as their second factor, and as the proof of who holds a session.
#[derive(Clone)]
pub struct PasskeyProofs {
    factors: Arc<dyn Factors>,
    second: SecondFactorService,
    ceremony: PasskeyCeremony,
}

/// Why a passkey was not asked for, or not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyProofError {
    /// The person has no passkey.
    #[error("There is no passkey of this account.")]
    NoPasskey,
    /// Nothing was judged: passkeys do not work here, or it is no answer.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// What holds of all second factors.
    #[error(transparent)]
    SecondFactor(#[from] SecondFactorError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PasskeyProofs {
    pub(crate) fn new(ports: &Ports, issuer: Issuer, second: SecondFactorService) -> Self {
        Self {
            factors: ports.store.clone(),
            second,
            ceremony: PasskeyCeremony::new(ports, issuer),
        }
    }

    /// Asks for a passkey of the person whose login waits: the options that a browser reads.
    ///
    /// # Errors
    /// [`PasskeyProofError`].
    pub fn ask_at_login(&self, token: &str) -> Result<String, PasskeyProofError> {
        let login = self.second.waiting(token)?;
        let login = login.ok_or(SecondFactorError::LoginGone)?;
        let purpose = PasskeyPurpose::SecondFactor {
            user_id: login.user_id.clone(),
            login: login.digest,
        };
        self.ask(&login.user_id, purpose)
    }

    /// Logs the person in whose login waits, if their passkey gave this answer. A wrong one counts as a failed login.
    ///
    /// # Errors
    /// [`PasskeyProofError`]; then no session was made.
    pub fn log_in(
        &self,
        step: SecondStep,
        answer: &str,
    ) -> Result<IssuedSession, PasskeyProofError> {
        let read = self.ceremony.verifier.read(answer)?;
        let purpose = PasskeyPurpose::SecondFactor {
            user_id: step.user.id.clone(),
            login: step.login.digest,
        };
        let judge = |user: &Id<User>| self.judge(user, &purpose, &read, answer);
        Ok(self.second.finish_by_passkey(step, judge)?)
    }

    /// Asks for a passkey of the person of this session.
    ///
    /// # Errors
    /// [`PasskeyProofError`].
    pub fn ask_again(&self, session: &UserPrincipal) -> Result<String, PasskeyProofError> {
        self.ask(session.user_id(), of_session(session))
    }

    /// Notes that the person of this session has proved who they are, if their passkey gave this answer. A wrong one counts as a
    /// failed login.
    ///
    /// # Errors
    /// [`PasskeyProofError`]; then nothing was noted.
    pub fn reauthenticate(
        &self,
        session: &UserPrincipal,
        answer: &str,
        origin: &ClientInfo,
    ) -> Result<(), PasskeyProofError> {
        let read = self.ceremony.verifier.read(answer)?;
        let purpose = of_session(session);
        let judge = |user: &Id<User>| self.judge(user, &purpose, &read, answer);
        Ok(self
            .second
            .reauthenticate_by_passkey(session, origin, judge)?)
    }

    fn ask(&self, user: &Id<User>, purpose: PasskeyPurpose) -> Result<String, PasskeyProofError> {
        let passkeys = self.passkeys(user)?;
        if passkeys.is_empty() {
            return Err(PasskeyProofError::NoPasskey);
        }
        let ids = passkeys.into_iter().filter_map(|one| one.credential_id);
        let (ids, verification) = (ids.collect::<Vec<_>>(), UserVerification::Preferred);
        let question = self.ceremony.verifier.ask_for_one_of(&ids, verification)?;
        Ok(self.ceremony.ask(question, purpose)?)
    }

    /// What is used up by an answer, if it is right and to what was asked for this purpose.
    fn judge(
        &self,
        user: &Id<User>,
        purpose: &PasskeyPurpose,
        read: &PasskeyAnswer,
        answer: &str,
    ) -> Result<Option<FactorUse>, JudgeError> {
        let judged = self.ceremony.take(read).and_then(|asked_for| {
            let mut own = self.passkeys(user)?.into_iter();
            let is_shown =
                |one: &StoredFactor| one.credential_id.as_ref() == Some(&read.credential_id);
            let passkey = own.find(|one| asked_for == *purpose && is_shown(one));
            let passkey = passkey.ok_or(PasskeyFault::NotAsked)?;
            let verification = UserVerification::Preferred;
            self.ceremony.judge(&passkey, verification, read, answer)
        });
        match judged {
            Ok(shown) => Ok(Some(shown)),
            Err(PasskeyFault::Store(error)) => Err(error.into()),
            Err(PasskeyFault::Passkey(error @ PasskeyError::Internal(_))) => {
                Err(StoreError::internal(error).into())
            }
            Err(_) => Ok(None),
        }
    }

    fn passkeys(&self, user: &Id<User>) -> Result<Vec<StoredFactor>, StoreError> {
        let mut own = self.factors.factors_of(user)?;
        own.retain(|stored| stored.factor.kind == FactorKind::Passkey);
        Ok(own)
    }
}

fn of_session(session: &UserPrincipal) -> PasskeyPurpose {
    PasskeyPurpose::Reauthentication {
        user_id: session.user_id().clone(),
        session_id: session.session_id().clone(),
    }
}
