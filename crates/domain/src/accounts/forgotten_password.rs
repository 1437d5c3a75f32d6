use std::slice;
use std::sync::Arc;

use super::login_throttle::{TooManyAttempts, count};
use super::window::count_within;
use crate::entities::{ClientInfo, MailContent};
use crate::policies::{MAILS_PER_ADDRESS, PER_ADDRESS};
use crate::ports::{FailureKey, Issuer, LoginFailures, Outbox, Ports, StoreError};
use crate::values::EmailAddress;

/// Mails links to people who forgot their password.
///
/// Whether there is an account is looked up when the mail is sent, never while somebody waits for an answer: neither the answer
/// nor the time that it takes can tell.
pub struct ForgottenPasswordService {
    outbox: Arc<dyn Outbox>,
    failures: Arc<dyn LoginFailures>,
    issuer: Issuer,
}

/// Why nothing was done about a forgotten password.
#[derive(Debug, thiserror::Error)]
pub enum ForgottenPasswordError {
    /// The service sends no mail.
    #[error("This service sends no mail. Ask whoever runs it for a link.")]
    NoMail,
    /// Refused without being looked at.
    #[error(transparent)]
    TooMany(#[from] TooManyAttempts),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ForgottenPasswordService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            outbox: ports.store.clone(),
            failures: ports.store.clone(),
            issuer,
        }
    }

    /// Whether mails are sent at all. To be asked first, before anything is read or counted.
    ///
    /// # Errors
    /// [`ForgottenPasswordError::NoMail`].
    pub fn check_mail(&self) -> Result<(), ForgottenPasswordError> {
        if self.issuer.sends_mail {
            Ok(())
        } else {
            Err(ForgottenPasswordError::NoMail)
        }
    }

    /// Has a link mailed to this address, if it is that of an account. Beyond three within an hour nothing is mailed, and the
    /// answer is the same.
    ///
    /// # Errors
    /// [`ForgottenPasswordError`].
    pub fn ask(
        &self,
        email: &EmailAddress,
        origin: &ClientInfo,
    ) -> Result<(), ForgottenPasswordError> {
        self.check_mail()?;
        let (digester, now) = (&*self.issuer.digester, self.issuer.clock.now());
        let client = FailureKey::apart("forgotten passwords", origin, digester);
        count(&*self.failures, &[(client, PER_ADDRESS)], now)??;
        let mails = FailureKey::of_mails("forgotten password", email, digester);
        if count_within(&*self.failures, mails, MAILS_PER_ADDRESS, now)?.is_err() {
            return Ok(());
        }
        let content = MailContent::PasswordReset {
            asked_from: origin.ip,
        };
        if let Some(mail) = self.issuer.mail(email, content)? {
            self.outbox.queue_mails(slice::from_ref(&mail))?;
        }
        Ok(())
    }
}
