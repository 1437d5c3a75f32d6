use std::sync::Arc;

use super::passkey_ceremony::{PasskeyCeremony, PasskeyFault};
use crate::accounts::{CountedAttempt, LoginThrottle, TooManyAttempts, count_within};
use crate::entities::{
    Actor, AuditAction, ClientInfo, FactorUse, PasskeyPurpose, StoredFactor, User,
};
use crate::policies::PASSKEY_QUESTIONS_PER_NETWORK;
use crate::ports::{
    AuditTrail, FactorOutcome, FailureKey, Issuer, LoginFailures, PasskeyAnswer, PasskeyError,
    Passkeys, Ports, StoreError, UserVerification, Users,
};
use crate::sessions::{IssuedSession, SessionService};
use crate::values::Id;

/// Logs people in by a passkey alone: it has verified who uses it, so that it is two factors in one.
#[derive(Clone)]
pub struct PasskeyLoginService {
    users: Arc<dyn Users>,
    passkeys: Arc<dyn Passkeys>,
    failures: Arc<dyn LoginFailures>,
    audit_trail: Arc<dyn AuditTrail>,
    issuer: Issuer,
    ceremony: PasskeyCeremony,
    sessions: SessionService,
    throttle: LoginThrottle,
}

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyLoginError {
    /// It is no passkey of an account, or no right answer of one: the client does not learn which. The rest is for the log.
    #[error("This passkey was not accepted.")]
    NotAccepted {
        /// Whose passkey it is.
        account: Option<Id<User>>,
        /// What was wrong with the answer, if that is the reason.
        #[source]
        cause: Option<PasskeyFault>,
    },
    /// Nothing was judged: passkeys do not work here, or it is no answer.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// Refused without being looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PasskeyLoginService {
    pub(crate) fn new(
        ports: &Ports,
        issuer: Issuer,
        sessions: &SessionService,
        throttle: &LoginThrottle,
    ) -> Self {
        Self {
            users: ports.store.clone(),
            passkeys: ports.store.clone(),
            failures: ports.store.clone(),
            audit_trail: ports.store.clone(),
            ceremony: PasskeyCeremony::new(ports, issuer.clone()),
            issuer,
            sessions: sessions.clone(),
            throttle: throttle.clone(),
        }
    }

    /// Asks for any passkey of this service: the options that a browser reads. Every question counts, as each takes room in the store.
    ///
    /// # Errors
    /// [`PasskeyLoginError`].
    pub fn ask(&self, origin: &ClientInfo) -> Result<String, PasskeyLoginError> {
        let verification = UserVerification::Required;
        let question = self.ceremony.verifier.ask_for_one_of(&[], verification)?;
        if self.throttle.enabled {
            let key = FailureKey::apart("passkey questions", origin, &*self.issuer.digester);
            let (limit, now) = (PASSKEY_QUESTIONS_PER_NETWORK, self.issuer.clock.now());
            let counted = count_within(&*self.failures, key, limit, now)?;
            counted.map_err(TooManyAttempts)?;
        }
        Ok(self.ceremony.ask(question, PasskeyPurpose::Login)?)
    }

    /// Logs the person in whose passkey gave this answer. A wrong one counts as a failed login.
    ///
    /// # Errors
    /// [`PasskeyLoginError`]; then no session was made.
    pub fn finish(
        &self,
        answer: &str,
        origin: &ClientInfo,
    ) -> Result<IssuedSession, PasskeyLoginError> {
        let read = self.ceremony.verifier.read(answer)?;
        let attempt = self.throttle.begin_passkey(&read.credential_id, origin)??;
        let found = self.passkeys.passkey(&read.credential_id);
        let passkey = found.map_err(|error| self.not_judged(&attempt, error))?;
        let owner = |passkey: &StoredFactor| passkey.factor.user_id.clone();
        let account = passkey.as_ref().map(owner);
        let shown = match self.judge(passkey.as_ref(), &read, answer) {
            Ok(shown) => shown,
            Err(PasskeyFault::Store(error)) => {
                return Err(self.not_judged(&attempt, error).into());
            }
            // What was kept cannot be read: nobody guessed.
            Err(PasskeyFault::Passkey(error @ PasskeyError::Internal(_))) => {
                return Err(self.not_judged(&attempt, error).into());
            }
            Err(fault) => return Err(self.refuse(account, Some(fault), origin)?),
        };
        let user = match &account {
            Some(account) => self.users.user(account)?,
            None => None,
        };
        let Some(user) = user else {
            return Err(self.refuse(account, None, origin)?);
        };
        let (session, issued) = self.sessions.prepare(user, origin)?;
        let actor = Actor::User(issued.user.id.clone());
        let mut audit = self.issuer.audit(AuditAction::LoggedIn, actor, origin)?;
        audit.user_id.clone_from(&account);
        audit.target = Some(issued.session_id.to_string());
        audit.detail = passkey.map(|passkey| format!("passkey {}", passkey.factor.id));
        let outcome = self.passkeys.log_in_by_passkey(
            &session,
            &shown,
            &attempt.keys(),
            &mut |counts| attempt.after_success(counts),
            &audit,
        )?;
        match outcome {
            FactorOutcome::Accepted => Ok(issued),
            // The account is disabled, or another answer of the same passkey came first.
            FactorOutcome::Gone | FactorOutcome::Spent => Err(self.refuse(account, None, origin)?),
        }
    }

    fn judge(
        &self,
        passkey: Option<&StoredFactor>,
        read: &PasskeyAnswer,
        answer: &str,
    ) -> Result<FactorUse, PasskeyFault> {
        let purpose = self.ceremony.take(read)?;
        if purpose != PasskeyPurpose::Login {
            return Err(PasskeyFault::NotAsked);
        }
        let verification = UserVerification::Required;
        let Some(passkey) = passkey else {
            let verifier = &self.ceremony.verifier;
            verifier.verify_unknown(&read.challenge, verification, answer);
            return Err(PasskeyFault::UnknownPasskey);
        };
        self.ceremony.judge(passkey, verification, read, answer)
    }

    /// What failed; the attempt does not count.
    fn not_judged<E>(&self, attempt: &CountedAttempt, error: E) -> E {
        // If this fails, the attempt counts: the safe side.
        let _ = self.throttle.not_judged(attempt);
        error
    }

    /// Records the failure.
    fn refuse(
        &self,
        account: Option<Id<User>>,
        cause: Option<PasskeyFault>,
        origin: &ClientInfo,
    ) -> Result<PasskeyLoginError, StoreError> {
        let (action, actor) = (AuditAction::LoginFailed, Actor::Anonymous);
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.user_id.clone_from(&account);
        self.audit_trail.record(&audit)?;
        Ok(PasskeyLoginError::NotAccepted { account, cause })
    }
}
