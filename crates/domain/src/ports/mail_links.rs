use super::StoreError;
use crate::entities::{AuditEvent, MailLink, OutgoingMail, User};
use crate::values::{Digest, Id};

/// Keeps what mailed links about e-mail addresses stand for. Those that set passwords are used through
/// [`PasswordResets`](super::PasswordResets).
pub trait MailLinks: Send + Sync {
    /// Finds the link with this digest, whatever it is for.
    fn mail_link_by_digest(&self, digest: &Digest) -> Result<Option<MailLink>, StoreError>;

    /// Uses a link up that proves an address: it is verified from now on. Returns whether it did; `false`: the link is used or
    /// ended, the address is no longer that of the account, or the account is disabled or not there.
    ///
    /// MUST be one conditional step, like the two after it.
    fn verify_email_by_link(&self, link: &MailLink, audit: &AuditEvent)
    -> Result<bool, StoreError>;

    /// Keeps the mail with the link that is to change a user's address, in place of earlier ones: their mails and links end.
    /// Returns whether it did; `false`: the account is disabled or not there.
    fn begin_email_change(
        &self,
        user: &Id<User>,
        mail: &OutgoingMail,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Uses a link up that changes an address: it is the account's from now on, and verified. Every other link that was mailed
    /// for the account ends, as those went to the address before. Keeps the mails that tell of it. Returns whether it did, as
    /// for [`Self::verify_email_by_link`].
    ///
    /// # Errors
    /// [`StoreError::Taken`] if another account has the address.
    fn change_email(
        &self,
        link: &MailLink,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError>;

    /// Ends a link unused. Returns whether there was one.
    fn void_mail_link(&self, digest: &Digest, audit: &AuditEvent) -> Result<bool, StoreError>;
}
