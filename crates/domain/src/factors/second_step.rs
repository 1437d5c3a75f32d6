use std::sync::Arc;

use super::{CodeCheck, JudgeError, TypedCode};
use crate::accounts::{CountedAttempt, LoginThrottle, TooManyAttempts};
use crate::authentication::CredentialError;
use crate::entities::{
    Actor, AuditAction, ClientInfo, FactorNotice, FactorUse, MailContent, SecondFactorLogin, User,
};
use crate::ports::{
    AuditTrail, FactorOutcome, FinishedLogin, Issuer, Ports, SecondFactorLogins, StoreError, Users,
};
use crate::sessions::{IssuedSession, SessionService};
use crate::tokens::{PlainToken, TokenKind};
use crate::values::{EmailAddress, Id};

/// The second step of a login, and the proof of who holds a session by a second factor.
#[derive(Clone)]
pub struct SecondFactorService {
    pub(super) users: Arc<dyn Users>,
    pub(super) logins: Arc<dyn SecondFactorLogins>,
    audit_trail: Arc<dyn AuditTrail>,
    pub(super) codes: CodeCheck,
    sessions: SessionService,
    pub(super) throttle: LoginThrottle,
    pub(super) issuer: Issuer,
}

/// A login that waits, found by its token.
#[must_use]
pub struct SecondStep {
    pub(super) login: SecondFactorLogin,
    pub(super) user: User,
    origin: ClientInfo,
}

/// Why a second factor was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// The token is none of a login that waits: it was used, has expired, or was ended by a new password.
    #[error("This login has expired, or was finished already: log in again with your password.")]
    LoginGone,
    /// What was shown is wrong, or was accepted before. The account is for the log alone.
    #[error(
        "This is not right, or was used before. A code from an app is good for about a minute; a recovery code works once; a passkey has to answer within five minutes."
    )]
    Wrong {
        /// Whose factor it is not.
        account: Id<User>,
    },
    /// A code that is not that of one app, while the secret of another could not be opened. It counts as a wrong one. The account is for
    /// the log alone.
    #[error("the code was compared with some of the apps alone")]
    PartlyCompared {
        /// Whose factor it is not.
        account: Id<User>,
        /// Why it was not compared with all.
        #[source]
        error: StoreError,
    },
    /// Refused without being looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// The account or the session is gone.
    #[error(transparent)]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is recorded of a login whose second step fails: nobody is logged in yet.
const FAILED_LOGIN: (AuditAction, Actor) = (AuditAction::SecondFactorFailed, Actor::Anonymous);

impl SecondStep {
    /// Who logs in.
    pub fn user(&self) -> &User {
        &self.user
    }
}

impl SecondFactorService {
    pub(crate) fn new(
        ports: &Ports,
        issuer: Issuer,
        sessions: &SessionService,
        throttle: &LoginThrottle,
    ) -> Self {
        Self {
            users: ports.store.clone(),
            logins: ports.store.clone(),
            audit_trail: ports.store.clone(),
            codes: CodeCheck::new(ports),
            sessions: sessions.clone(),
            throttle: throttle.clone(),
            issuer,
        }
    }

    /// Who a waiting login is of: to let no more attempts of one account be under way than a server may have.
    /// `None`: there is no such login.
    ///
    /// # Errors
    /// What the store reports.
    pub fn email_of(&self, token: &str) -> Result<Option<EmailAddress>, StoreError> {
        let Some(login) = self.waiting(token)? else {
            return Ok(None);
        };
        let user = self.users.user(&login.user_id)?;
        Ok(user.map(|user| user.email))
    }

    /// Finds the login that a token stands for. What cannot be a token costs no look-up.
    ///
    /// # Errors
    /// [`SecondFactorError`].
    pub fn begin(&self, token: &str, origin: &ClientInfo) -> Result<SecondStep, SecondFactorError> {
        let login = self.waiting(token)?.ok_or(SecondFactorError::LoginGone)?;
        let user = self.users.user(&login.user_id)?;
        let user = user.ok_or(SecondFactorError::LoginGone)?;
        Ok(SecondStep {
            login,
            user,
            origin: origin.clone(),
        })
    }

    /// Logs the person in, if the code is right. It is used up. A wrong one counts as a failed login.
    ///
    /// # Errors
    /// [`SecondFactorError`]; then no session was made.
    pub fn finish_by_code(
        &self,
        step: SecondStep,
        typed: &TypedCode,
    ) -> Result<IssuedSession, SecondFactorError> {
        let (email, origin) = (&step.user.email, &step.origin);
        let attempt = match typed {
            TypedCode::Totp(_) => self.throttle.begin_code(email, origin),
            TypedCode::Recovery(_) => self.throttle.begin(email, origin),
        };
        let judge = |user: &Id<User>| self.codes.judge(user, typed);
        self.finish(step, &attempt??, judge)
    }

    /// Logs the person in, if `judge` finds that their passkey gave a right answer. A wrong one counts as a failed login.
    ///
    /// # Errors
    /// [`SecondFactorError`]; then no session was made.
    pub(super) fn finish_by_passkey(
        &self,
        step: SecondStep,
        judge: impl FnOnce(&Id<User>) -> Result<Option<FactorUse>, JudgeError>,
    ) -> Result<IssuedSession, SecondFactorError> {
        let attempt = self.throttle.begin(&step.user.email, &step.origin)??;
        self.finish(step, &attempt, judge)
    }

    fn finish(
        &self,
        step: SecondStep,
        attempt: &CountedAttempt,
        judge: impl FnOnce(&Id<User>) -> Result<Option<FactorUse>, JudgeError>,
    ) -> Result<IssuedSession, SecondFactorError> {
        let shown = match judge(&step.user.id) {
            Ok(Some(shown)) => shown,
            Ok(None) => return Err(self.wrong(&step.user.id, FAILED_LOGIN, &step.origin)?),
            Err(error) => {
                let account = &step.user.id;
                return Err(self.unjudged(attempt, error, account, FAILED_LOGIN, &step.origin));
            }
        };
        let SecondStep {
            login,
            user,
            origin,
        } = step;
        let actor = Actor::User(user.id.clone());
        let (id, email) = (user.id.clone(), user.email.clone());
        let (session, issued) = self.sessions.prepare(user, &origin)?;
        let mut audit = self.issuer.audit(AuditAction::LoggedIn, actor, &origin)?;
        audit.user_id = Some(id.clone());
        audit.target = Some(issued.session_id.to_string());
        let (detail, told) = match &shown {
            FactorUse::Factor { id, .. } => (format!("second factor {id}"), None),
            FactorUse::RecoveryCode(_) => {
                let content = MailContent::SecondFactorChanged {
                    notice: FactorNotice::RecoveryCodeUsed,
                    changed_from: origin.ip,
                };
                (
                    "recovery code".to_owned(),
                    self.issuer.mail(&email, content)?,
                )
            }
        };
        audit.detail = Some(detail);
        let finished = FinishedLogin {
            login: login.digest,
            shown,
            session,
        };
        let outcome = self.logins.finish_second_factor_login(
            &finished,
            &attempt.keys(),
            &mut |counts| attempt.after_success(counts),
            &audit,
            told.as_slice(),
        )?;
        match outcome {
            FactorOutcome::Accepted => Ok(issued),
            FactorOutcome::Spent => Err(self.wrong(&id, FAILED_LOGIN, &origin)?),
            FactorOutcome::Gone => Err(SecondFactorError::LoginGone),
        }
    }

    /// The login that a token stands for, if it waits.
    ///
    /// # Errors
    /// What the store reports.
    pub(super) fn waiting(&self, token: &str) -> Result<Option<SecondFactorLogin>, StoreError> {
        let Ok(token) = PlainToken::parse(token.trim()) else {
            return Ok(None);
        };
        if token.kind() != TokenKind::SecondFactorToken {
            return Ok(None);
        }
        let digest = token.digest(&*self.issuer.digester);
        let login = self.logins.second_factor_login(&digest)?;
        let now = self.issuer.clock.now();
        Ok(login.filter(|login| login.is_valid_at(now)))
    }

    /// What failed. The attempt does not count; or it is recorded as wrong, if it was compared with something.
    pub(super) fn unjudged(
        &self,
        attempt: &CountedAttempt,
        error: JudgeError,
        user: &Id<User>,
        failure: (AuditAction, Actor),
        origin: &ClientInfo,
    ) -> SecondFactorError {
        match error {
            JudgeError::NotCompared(error) => {
                // If this fails, the attempt counts: the safe side.
                let _ = self.throttle.not_judged(attempt);
                error.into()
            }
            JudgeError::Compared(error) => match self.wrong(user, failure, origin) {
                Ok(_) => SecondFactorError::PartlyCompared {
                    account: user.clone(),
                    error,
                },
                Err(error) => error.into(),
            },
        }
    }

    /// Records that something wrong was shown.
    pub(super) fn wrong(
        &self,
        user: &Id<User>,
        (action, actor): (AuditAction, Actor),
        origin: &ClientInfo,
    ) -> Result<SecondFactorError, StoreError> {
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.user_id = Some(user.clone());
        self.audit_trail.record(&audit)?;
        Ok(SecondFactorError::Wrong {
            account: user.clone(),
        })
    }
}
