//! The proof of who holds a session by a second factor.

use super::{JudgeError, SecondFactorError, SecondFactorService, TypedCode};
use crate::accounts::CountedAttempt;
use crate::authentication::{CredentialError, UserPrincipal};
use crate::entities::{Actor, AuditAction, ClientInfo, FactorUse, User};
use crate::ports::FactorOutcome;
use crate::values::Id;

const SESSION_GONE: SecondFactorError = SecondFactorError::Gone(CredentialError::SESSION_GONE);

impl SecondFactorService {
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
        let user = self.person(session)?;
        let attempt = match typed {
            TypedCode::Totp(_) => {
                let id = session.session_id();
                self.throttle.begin_code_in_session(&user.email, id, origin)
            }
            TypedCode::Recovery(_) => self.throttle.begin(&user.email, origin),
        };
        let judge = |user: &Id<User>| self.codes.judge(user, typed);
        self.reauthenticate(session, &user, &attempt??, origin, judge)
    }

    /// As [`Self::reauthenticate_by_code`], if `judge` finds that a passkey of theirs gave a right answer.
    ///
    /// # Errors
    /// [`SecondFactorError`]; then nothing was noted.
    pub(super) fn reauthenticate_by_passkey(
        &self,
        session: &UserPrincipal,
        origin: &ClientInfo,
        judge: impl FnOnce(&Id<User>) -> Result<Option<FactorUse>, JudgeError>,
    ) -> Result<(), SecondFactorError> {
        let user = self.person(session)?;
        let attempt = self.throttle.begin(&user.email, origin)??;
        self.reauthenticate(session, &user, &attempt, origin, judge)
    }

    fn person(&self, session: &UserPrincipal) -> Result<User, SecondFactorError> {
        let user = self.users.user(session.user_id())?;
        user.ok_or(SESSION_GONE)
    }

    fn reauthenticate(
        &self,
        session: &UserPrincipal,
        user: &User,
        attempt: &CountedAttempt,
        origin: &ClientInfo,
        judge: impl FnOnce(&Id<User>) -> Result<Option<FactorUse>, JudgeError>,
    ) -> Result<(), SecondFactorError> {
        let failure = || {
            let asker = Actor::User(user.id.clone());
            (AuditAction::ReauthenticationFailed, asker)
        };
        let shown = match judge(&user.id) {
            Ok(Some(shown)) => shown,
            Ok(None) => return Err(self.wrong(&user.id, failure(), origin)?),
            Err(error) => {
                return Err(self.unjudged(attempt, error, &user.id, failure(), origin));
            }
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
            FactorOutcome::Accepted => Ok(self.throttle.succeeded(attempt)?),
            FactorOutcome::Spent => Err(self.wrong(&user.id, failure(), origin)?),
            FactorOutcome::Gone => Err(SESSION_GONE),
        }
    }
}
