use std::sync::Arc;

use super::{CodeCheck, TypedCode};
use crate::accounts::{CountedAttempt, LoginThrottle, TooManyAttempts};
use crate::authentication::{CredentialError, UserPrincipal};
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
    users: Arc<dyn Users>,
    logins: Arc<dyn SecondFactorLogins>,
    audit_trail: Arc<dyn AuditTrail>,
    codes: CodeCheck,
    sessions: SessionService,
    throttle: LoginThrottle,
    issuer: Issuer,
}

/// A login that waits, found by its token. The attempt to show a factor is counted already, as a wrong password is.
#[must_use]
pub struct SecondStep {
    pub(super) login: SecondFactorLogin,
    pub(super) user: User,
    attempt: CountedAttempt,
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
        "This is not right, or was used before. A code of an app is good for about a minute, and a recovery code once."
    )]
    Wrong {
        /// Whose factor it is not.
        account: Id<User>,
    },
    /// Refused without being looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// The account or the session is gone.
    #[error("the credential was refused: {0:?}")]
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

    /// Finds the login that a token stands for, and counts the attempt. What cannot be a token costs no look-up.
    ///
    /// # Errors
    /// [`SecondFactorError`].
    pub fn begin(&self, token: &str, origin: &ClientInfo) -> Result<SecondStep, SecondFactorError> {
        let login = self.waiting(token)?.ok_or(SecondFactorError::LoginGone)?;
        let user = self.users.user(&login.user_id)?;
        let user = user.ok_or(SecondFactorError::LoginGone)?;
        let attempt = self.throttle.begin_second_factor(&user.email, origin)??;
        Ok(SecondStep {
            login,
            user,
            attempt,
            origin: origin.clone(),
        })
    }

    /// Logs the person in, if the code is right. It is used up.
    ///
    /// # Errors
    /// [`SecondFactorError`]; then no session was made.
    pub fn finish_by_code(
        &self,
        step: SecondStep,
        typed: &TypedCode,
    ) -> Result<IssuedSession, SecondFactorError> {
        let shown = self.codes.judge(&step.user.id, typed)?;
        self.finish(step, shown)
    }

    /// Logs the person in, if they showed something that is right. It is used up.
    ///
    /// # Errors
    /// [`SecondFactorError`]; then no session was made.
    pub(super) fn finish(
        &self,
        step: SecondStep,
        shown: Option<FactorUse>,
    ) -> Result<IssuedSession, SecondFactorError> {
        let Some(shown) = shown else {
            return Err(self.wrong(&step.user.id, FAILED_LOGIN, &step.origin)?);
        };
        let SecondStep {
            login,
            user,
            attempt,
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

    /// Notes that the person of this session has proved who they are, if the code is right. A wrong one counts as a failed login.
    ///
    /// # Errors
    /// [`SecondFactorError`]; then nothing was noted.
    pub fn reauthenticate_by_code(
        &self,
        session: &UserPrincipal,
        typed: &TypedCode,
        origin: &ClientInfo,
    ) -> Result<(), SecondFactorError> {
        self.reauthenticate(session, origin, |user| self.codes.judge(user, typed))
    }

    /// As [`Self::reauthenticate_by_code`], by whatever `judge` makes of what was shown.
    ///
    /// # Errors
    /// [`SecondFactorError`]; then nothing was noted.
    pub(super) fn reauthenticate(
        &self,
        session: &UserPrincipal,
        origin: &ClientInfo,
        judge: impl FnOnce(&Id<User>) -> Result<Option<FactorUse>, StoreError>,
    ) -> Result<(), SecondFactorError> {
        let gone = || SecondFactorError::Gone(CredentialError::SESSION_GONE);
        let user = self.users.user(session.user_id())?.ok_or_else(gone)?;
        let attempt = self.throttle.begin_second_factor(&user.email, origin)??;
        let failed = || {
            let asker = Actor::User(user.id.clone());
            let failure = (AuditAction::ReauthenticationFailed, asker);
            self.wrong(&user.id, failure, origin)
        };
        let Some(shown) = judge(&user.id)? else {
            return Err(failed()?);
        };
        let actor = Actor::User(user.id.clone());
        let action = AuditAction::Reauthenticated;
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.user_id = Some(user.id.clone());
        let id = session.session_id();
        audit.target = Some(id.to_string());
        match self
            .logins
            .reauthenticate_by_factor(&user.id, id, &shown, &audit)?
        {
            FactorOutcome::Accepted => Ok(self.throttle.succeeded(&attempt)?),
            FactorOutcome::Spent => Err(failed()?),
            FactorOutcome::Gone => Err(gone()),
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

    /// Records that something wrong was shown.
    fn wrong(
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
