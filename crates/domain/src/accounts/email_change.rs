use std::sync::Arc;

use super::email_verification::count_mail;
use super::login::Proof;
use super::{Comparison, LoginError, LoginService, PasswordCheck, TooManyAttempts, UnusableHash};
use crate::authentication::{CredentialError, UserPrincipal};
use crate::entities::{Actor, AuditAction, ClientInfo, MailContent};
use crate::ports::{HashError, Issuer, LoginFailures, MailLinks, StoreError, Users};
use crate::sessions::RecentProof;
use crate::values::EmailAddress;

/// Begins changes of people's e-mail addresses. The link that is mailed to the new address ends them.
pub struct EmailChangeService {
    pub(crate) users: Arc<dyn Users>,
    pub(crate) links: Arc<dyn MailLinks>,
    pub(crate) failures: Arc<dyn LoginFailures>,
    pub(crate) issuer: Issuer,
    pub(crate) login: LoginService,
}

/// Why no change of an address was begun.
#[derive(Debug, thiserror::Error)]
pub enum EmailChangeError {
    /// The service sends no mail.
    #[error("This service sends no mail, so that an address cannot be changed.")]
    NoMail,
    /// The password is wrong.
    #[error("The password is wrong.")]
    WrongPassword,
    /// The hash of the password cannot be used; to the person, any password is wrong.
    #[error("The password is wrong.")]
    UnusableHash(UnusableHash),
    /// Another account has the address.
    #[error("An account with this e-mail address already exists.")]
    EmailTaken,
    /// Refused without being looked at.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// The password could not be hashed, so the attempt does not count.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The account is gone.
    #[error(transparent)]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LoginError> for EmailChangeError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::InvalidCredentials { .. } => Self::WrongPassword,
            LoginError::UnusableHash(hash) => Self::UnusableHash(hash),
            LoginError::TooManyAttempts(wait) => Self::TooManyAttempts(wait),
            LoginError::Hash(error) => Self::Hash(error),
            LoginError::Store(error) => Self::Store(error),
        }
    }
}

impl EmailChangeService {
    /// Whether mails are sent at all. To be asked first, before anything is read or counted.
    ///
    /// # Errors
    /// [`EmailChangeError::NoMail`].
    pub fn check_mail(&self) -> Result<(), EmailChangeError> {
        if self.issuer.sends_mail {
            Ok(())
        } else {
            Err(EmailChangeError::NoMail)
        }
    }

    /// Begins to prove the password of the person who asks. The recent proof is asked for besides: whoever learned the password alone
    /// does not pass a second factor, and is not told by this whether the password is right.
    ///
    /// # Errors
    /// [`EmailChangeError`].
    pub fn begin(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        password: &str,
        origin: &ClientInfo,
    ) -> Result<PasswordCheck, EmailChangeError> {
        let user = self.users.user(session.user_id())?;
        let email = user
            .ok_or(EmailChangeError::Gone(CredentialError::SESSION_GONE))?
            .email;
        let asker = Actor::User(session.user_id().clone());
        let failure = (AuditAction::EmailChangeFailed, asker);
        Ok(self.login.check(&email, password, None, failure, origin)?)
    }

    /// Has a link mailed to the new address, if the password was right. Nothing changes until it is followed; an earlier one
    /// ends.
    ///
    /// # Errors
    /// [`EmailChangeError`]; then nothing was mailed.
    pub fn finish(
        &self,
        new: &EmailAddress,
        check: PasswordCheck,
        compared: Result<Comparison, HashError>,
    ) -> Result<(), EmailChangeError> {
        let origin = check.origin.clone();
        let Proof { attempt, user, .. } = self.login.prove(check, compared)?;
        self.login.throttle.succeeded(&attempt)?;
        let taken = self.users.user_for_login(new)?;
        if taken.is_some_and(|(other, _)| other.id != user.id) {
            return Err(EmailChangeError::EmailTaken);
        }
        count_mail(&*self.failures, new, &self.issuer)??;
        let actor = Actor::User(user.id.clone());
        let mut audit = self
            .issuer
            .audit(AuditAction::EmailChangeRequested, actor, &origin)?;
        audit.user_id = Some(user.id.clone());
        let content = MailContent::EmailChange {
            user_id: user.id.clone(),
        };
        let mail = self.issuer.mail(new, content)?;
        let mail = mail.ok_or(EmailChangeError::NoMail)?;
        if !self.links.begin_email_change(&user.id, &mail, &audit)? {
            return Err(EmailChangeError::WrongPassword);
        }
        Ok(())
    }
}
