use std::slice;
use std::sync::Arc;

use super::login_throttle::{TooManyAttempts, count};
use super::window::count_within;
use crate::authentication::{CredentialError, UserPrincipal};
use crate::entities::{Actor, AuditAction, ClientInfo, LinkPurpose, MailContent, MailLink};
use crate::policies::{MAILS_PER_ADDRESS, PER_ADDRESS};
use crate::ports::{
    FailureKey, Issuer, LoginFailures, MailLinks, Outbox, Ports, StoreError, Unique, Users,
};
use crate::tokens::{PlainToken, TokenKind};
use crate::values::EmailAddress;

/// Takes mailed links about e-mail addresses: those that prove one, and those that change one.
pub struct EmailVerificationService {
    users: Arc<dyn Users>,
    links: Arc<dyn MailLinks>,
    outbox: Arc<dyn Outbox>,
    failures: Arc<dyn LoginFailures>,
    issuer: Issuer,
}

/// Why no address was verified, and no link mailed.
#[derive(Debug, thiserror::Error)]
pub enum EmailVerificationError {
    /// The service sends no mail.
    #[error("This service sends no mail. Ask whoever runs it to confirm the address.")]
    NoMail,
    /// The token is no token of a link about an address, unknown, used, replaced or expired, or its account is disabled: the
    /// client does not learn which.
    #[error(
        "This link is not valid: it was used, has expired, or was replaced by a newer one. Ask for a new link."
    )]
    InvalidLink,
    /// Another account got the address since the link was mailed.
    #[error("An account with this e-mail address already exists.")]
    EmailTaken,
    /// Refused without being looked at.
    #[error(transparent)]
    TooMany(#[from] TooManyAttempts),
    /// The account is gone.
    #[error(transparent)]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EmailVerificationService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            users: ports.store.clone(),
            links: ports.store.clone(),
            outbox: ports.store.clone(),
            failures: ports.store.clone(),
            issuer,
        }
    }

    /// Mails the person another link that proves the address, unless it is proved already.
    ///
    /// # Errors
    /// [`EmailVerificationError`].
    pub fn resend(&self, session: &UserPrincipal) -> Result<(), EmailVerificationError> {
        if !self.issuer.sends_mail {
            return Err(EmailVerificationError::NoMail);
        }
        let user = self.users.user(session.user_id())?;
        let user = user.ok_or(EmailVerificationError::Gone(CredentialError::SESSION_GONE))?;
        if user.email_verified_at.is_some() {
            return Ok(());
        }
        count_mail(&*self.failures, &user.email, &self.issuer)??;
        let content = MailContent::EmailVerification { user_id: user.id };
        if let Some(mail) = self.issuer.mail(&user.email, content)? {
            self.outbox.queue_mails(slice::from_ref(&mail))?;
        }
        Ok(())
    }

    /// Follows a link: proves the address that it was mailed to, or makes that the address of the account, and tells the address
    /// before. What cannot be a token costs no look-up; every other attempt counts.
    ///
    /// # Errors
    /// [`EmailVerificationError`]; then nothing was changed.
    pub fn follow(&self, token: &str, origin: &ClientInfo) -> Result<(), EmailVerificationError> {
        let token = PlainToken::parse(token.trim()).ok();
        let token = token.filter(|token| token.kind() == TokenKind::LinkToken);
        let token = token.ok_or(EmailVerificationError::InvalidLink)?;
        let (digester, now) = (&*self.issuer.digester, self.issuer.clock.now());
        let client = FailureKey::apart("links about addresses", origin, digester);
        count(&*self.failures, &[(client, PER_ADDRESS)], now)??;
        let link = self.links.mail_link_by_digest(&token.digest(digester))?;
        let link = link.filter(|link| link.is_valid_at(now));
        let link = link.ok_or(EmailVerificationError::InvalidLink)?;
        let followed = match link.purpose {
            LinkPurpose::PasswordReset => false,
            LinkPurpose::EmailVerification => self.verify(&link, origin)?,
            LinkPurpose::EmailChange => self.change(&link, origin)?,
        };
        if followed {
            Ok(())
        } else {
            Err(EmailVerificationError::InvalidLink)
        }
    }

    fn verify(&self, link: &MailLink, origin: &ClientInfo) -> Result<bool, StoreError> {
        let actor = Actor::User(link.user_id.clone());
        let mut audit = self
            .issuer
            .audit(AuditAction::EmailVerified, actor, origin)?;
        audit.user_id = Some(link.user_id.clone());
        self.links.verify_email_by_link(link, &audit)
    }

    fn change(&self, link: &MailLink, origin: &ClientInfo) -> Result<bool, EmailVerificationError> {
        let Some(user) = self.users.user(&link.user_id)? else {
            return Ok(false);
        };
        let actor = Actor::User(user.id.clone());
        let mut audit = self
            .issuer
            .audit(AuditAction::EmailChanged, actor, origin)?;
        audit.user_id = Some(user.id);
        let told = MailContent::EmailChanged {
            new: link.email.clone(),
            changed_from: origin.ip,
        };
        let told = self.issuer.mail(&user.email, told)?;
        match self.links.change_email(link, &audit, told.as_slice()) {
            Err(StoreError::Taken(Unique::UserEmail)) => Err(EmailVerificationError::EmailTaken),
            other => Ok(other?),
        }
    }
}

/// Counts a mail with a link about an address, to that address. A refusal is a [`TooManyAttempts`] inside.
pub(super) fn count_mail(
    failures: &dyn LoginFailures,
    to: &EmailAddress,
    issuer: &Issuer,
) -> Result<Result<(), TooManyAttempts>, StoreError> {
    let key = FailureKey::of_mails("verification", to, &*issuer.digester);
    let counted = count_within(failures, key, MAILS_PER_ADDRESS, issuer.clock.now())?;
    Ok(counted.map_err(TooManyAttempts))
}
