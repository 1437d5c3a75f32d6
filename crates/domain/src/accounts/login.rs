use std::error::Error;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::login_throttle::CountedAttempt;
use super::{Comparison, LoginThrottle, NewPassword, PasswordCheck, TooManyAttempts};
use crate::entities::{
    Actor, AuditAction, ClientInfo, FactorMethod, PasswordHash, SecondFactorLogin, User,
};
use crate::ports::{
    AuditTrail, Factors, HashError, Issuer, SecondFactorLogins, StoreError, Users, Verification,
};
use crate::sessions::{IssuedSession, SessionService};
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::{EmailAddress, Id, Password, Secret};

/// Logs people in.
#[derive(Clone)]
pub struct LoginService {
    pub(crate) users: Arc<dyn Users>,
    pub(crate) factors: Arc<dyn Factors>,
    pub(crate) factor_logins: Arc<dyn SecondFactorLogins>,
    pub(crate) audit_trail: Arc<dyn AuditTrail>,
    pub(crate) issuer: Issuer,
    pub(crate) sessions: SessionService,
    pub(crate) throttle: LoginThrottle,
}

/// What a right password leads to.
#[derive(Debug)]
pub enum LoggedIn {
    /// The person is logged in.
    Session(Box<IssuedSession>),
    /// They have a second factor, which is due.
    SecondFactorDue(WaitingLogin),
}

/// A login that waits for the second factor. The token is shown once.
#[derive(Debug, Clone)]
pub struct WaitingLogin {
    /// Stands for the password that was right.
    pub token: Secret,
    /// From this moment on it is no longer valid.
    pub expires_at: DateTime<Utc>,
    /// What the person can show.
    pub methods: Vec<FactorMethod>,
}

/// Why a login failed.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// No such account, a disabled one, or a wrong password: the client does not learn which. The account is for the log alone.
    #[error("Invalid e-mail or password.")]
    InvalidCredentials {
        /// The account whose password it is not.
        account: Option<Id<User>>,
    },
    /// The hash of this account cannot be used, so no password matches: reported to the client as a wrong password.
    #[error("Invalid e-mail or password.")]
    UnusableHash(UnusableHash),
    /// Refused without being looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// The password could not be hashed, so the attempt does not count.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose password was right.
pub(super) struct Proof {
    pub(super) attempt: CountedAttempt,
    pub(super) user: User,
    pub(super) hash: PasswordHash,
    pub(super) new_hash: Option<PasswordHash>,
}

/// A password hash in the store that cannot be used: an operator should know. The cause does not quote it.
#[derive(Debug, thiserror::Error)]
#[error("the password hash of {user} cannot be used, so that this account cannot log in: {cause}")]
pub struct UnusableHash {
    /// Whose hash it is.
    pub user: Id<User>,
    /// What is wrong with it.
    pub cause: Box<dyn Error + Send + Sync>,
}

impl LoginService {
    /// Begins a login: counts the attempt and looks the account up. A wrong address and a wrong password cost the same
    /// work and give the same answer.
    ///
    /// # Errors
    /// [`LoginError::TooManyAttempts`], which must be answered without hashing, or [`LoginError::Store`].
    pub fn begin(
        &self,
        email: &EmailAddress,
        password: &str,
        origin: &ClientInfo,
    ) -> Result<PasswordCheck, LoginError> {
        let failure = (AuditAction::LoginFailed, Actor::Anonymous);
        self.check(email, password, None, failure, origin)
    }

    /// Logs the person in, if the password was right and no second factor is due. `None`: its hash was replaced meanwhile, renewed by another login or
    /// changed by the person, or the account was disabled, so the login must start again.
    ///
    /// # Errors
    /// [`LoginError`]; then no session was made.
    pub fn finish(
        &self,
        check: PasswordCheck,
        compared: Result<Comparison, HashError>,
    ) -> Result<Option<LoggedIn>, LoginError> {
        let origin = check.origin.clone();
        let Proof {
            attempt,
            user,
            hash,
            new_hash,
        } = self.prove(check, compared)?;
        let id = user.id.clone();
        let methods = self.methods(&id)?;
        let done = if methods.is_empty() {
            let change = &mut |counts: &[_]| attempt.after_success(counts);
            let begun =
                self.sessions
                    .begin(user, hash.clone(), &origin, &attempt.keys(), change)?;
            begun.map(|session| LoggedIn::Session(Box::new(session)))
        } else {
            let waiting = self.wait_for_factor(&id, &hash, methods, &origin)?;
            waiting.map(LoggedIn::SecondFactorDue)
        };
        if !matches!(done, Some(LoggedIn::Session(_))) {
            // The password was right, but the failures before it are not forgotten: whoever guesses codes knows it. If this
            // fails, the attempt counts: the safe side.
            let _ = self.throttle.not_judged(&attempt);
        }
        if let (Some(_), Some(renewed)) = (&done, &new_hash) {
            // The password is proved already; the next login renews the hash otherwise.
            let _ = self.users.renew_password_hash(&id, &hash, renewed);
        }
        Ok(done)
    }

    /// What the person has to show beside the password: nothing, if they have no factor.
    fn methods(&self, user: &Id<User>) -> Result<Vec<FactorMethod>, StoreError> {
        let factors = self.factors.factors_of(user)?;
        let has = |method: &FactorMethod| {
            let mut kinds = factors.iter().map(|stored| stored.factor.kind);
            kinds.any(|kind| FactorMethod::from(kind) == *method)
        };
        let mut methods: Vec<_> = FactorMethod::ALL.into_iter().filter(has).collect();
        if !methods.is_empty() && self.factors.recovery_codes_left(user)? > 0 {
            methods.push(FactorMethod::RecoveryCode);
        }
        Ok(methods)
    }

    /// Lets the login wait. `None`: the password has been changed or the account disabled since.
    fn wait_for_factor(
        &self,
        user: &Id<User>,
        proof: &PasswordHash,
        methods: Vec<FactorMethod>,
        origin: &ClientInfo,
    ) -> Result<Option<WaitingLogin>, StoreError> {
        let token = IssuedToken::generate(TokenKind::SecondFactorToken, &*self.issuer.secrets)?;
        let login = SecondFactorLogin {
            digest: token.digest(&*self.issuer.digester),
            user_id: user.clone(),
            expires_at: self.issuer.clock.now() + SecondFactorLogin::LIFETIME,
        };
        let action = AuditAction::SecondFactorDue;
        let mut audit = self.issuer.audit(action, Actor::Anonymous, origin)?;
        audit.user_id = Some(user.clone());
        let waits = self
            .factor_logins
            .begin_second_factor_login(&login, proof, &audit)?;
        Ok(waits.then(|| WaitingLogin {
            token: token.secret().clone(),
            expires_at: login.expires_at,
            methods,
        }))
    }

    /// Gives up a check that was not compared, as its client is gone: the attempt does not count.
    pub fn abandon(&self, check: &PasswordCheck) {
        // If this fails, the attempt counts: the safe side.
        let _ = self.throttle.not_judged(&check.attempt);
    }

    /// Counts the attempt and looks the account up.
    pub(super) fn check(
        &self,
        email: &EmailAddress,
        password: &str,
        new_password: Option<&NewPassword>,
        failure: (AuditAction, Actor),
        origin: &ClientInfo,
    ) -> Result<PasswordCheck, LoginError> {
        let attempt = self.throttle.begin(email, origin)??;
        // No password is longer; the comparison still does the usual work.
        let password = Password::attempt(password);
        let mut check = PasswordCheck {
            attempt,
            found: None,
            is_placeholder: password.is_none(),
            password: password.unwrap_or_else(Password::placeholder),
            new_password: new_password.cloned(),
            failure,
            origin: origin.clone(),
        };
        match self.users.user_for_login(email) {
            Ok(found) => check.found = found,
            Err(error) => {
                self.abandon(&check);
                return Err(error.into());
            }
        }
        Ok(check)
    }

    /// Judges what was compared; a wrong password is recorded in the audit trail. The caller of a right one takes its attempt
    /// back.
    pub(super) fn prove(
        &self,
        check: PasswordCheck,
        compared: Result<Comparison, HashError>,
    ) -> Result<Proof, LoginError> {
        let compared = compared.inspect_err(|_| self.abandon(&check))?;
        match (check.found, compared.verification) {
            (Some((user, hash)), Verification::Match) => {
                let (attempt, new_hash) = (check.attempt, compared.new_hash);
                Ok(Proof {
                    attempt,
                    user,
                    hash,
                    new_hash,
                })
            }
            (found, verification) => {
                let (action, actor) = check.failure;
                let account = found.map(|(user, _)| user.id);
                let mut audit = self.issuer.audit(action, actor, &check.origin)?;
                audit.user_id.clone_from(&account);
                self.audit_trail.record(&audit)?;
                Err(match (account, verification) {
                    (Some(user), Verification::UnusableHash(cause)) => {
                        LoginError::UnusableHash(UnusableHash { user, cause })
                    }
                    (account, _) => LoginError::InvalidCredentials { account },
                })
            }
        }
    }
}
