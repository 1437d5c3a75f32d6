use chrono::{DateTime, Utc};

use super::StoreError;
use crate::entities::{AuditEvent, MailLink, OutgoingMail};
use crate::values::{Digest, Id};

/// Keeps mails until they are sent. What changes something else keeps its mails in the same transaction instead, beside the audit
/// line.
pub trait Outbox: Send + Sync {
    /// Keeps mails to be sent as soon as possible.
    fn queue_mails(&self, mails: &[OutgoingMail]) -> Result<(), StoreError>;

    /// Whether there is a mail that can be claimed at this moment.
    fn is_mail_due(&self, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Claims the mail that has been due for the longest time at `now`, until another moment: until then no other claim gets it.
    ///
    /// MUST be one conditional step: of many claims at once, on any servers, each gets another mail, and does not wait for the
    /// others. MUST pass over a mail that it cannot read, which another version of the service may have written, until that moment:
    /// it would hold up all that come after it.
    fn claim_mail(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<ClaimedMail>, StoreError>;

    /// Makes a claimed mail due at `until`: later, as it is still being sent, or was not taken. A link, or a token of an
    /// invitation, that is known not to have been delivered is voided with it. Returns whether it did; `false`: the mail is gone, or somebody else has claimed it since.
    fn defer_mail(
        &self,
        claim: &MailClaim,
        until: DateTime<Utc>,
        undelivered: Option<&Digest>,
    ) -> Result<bool, StoreError>;

    /// Removes a claimed mail, as it is sent, or pointless. Returns whether it did, as for [`Self::defer_mail`].
    fn remove_mail(&self, claim: &MailClaim) -> Result<bool, StoreError>;

    /// Removes up to `limit` mails that were kept before `queued_before` and that nobody is sending at `now`, also those that it
    /// cannot read; says which.
    fn give_up_mails(
        &self,
        queued_before: DateTime<Utc>,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<GivenUpMail>, StoreError>;

    /// How many mails wait, those being sent included.
    fn mail_backlog(&self) -> Result<MailBacklog, StoreError>;

    /// Keeps the link that a claimed mail is about to bring. Returns whether it did; `false`: the claim no longer holds, the
    /// account is disabled or not there, or its address is not the one that the link goes to (unless it is to become that).
    fn keep_mail_link(
        &self,
        link: &MailLink,
        claim: &MailClaim,
        audit: Option<&AuditEvent>,
    ) -> Result<bool, StoreError>;

    /// Deletes up to `limit` links that expired before `expired`. Returns how many it deleted. Safe to run on several servers at
    /// once.
    fn sweep_mail_links(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError>;
}

/// The right to send a mail, until its time is over and it is claimed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailClaim {
    /// Which mail.
    pub id: Id<OutgoingMail>,
    /// How often it was claimed, this claim included. A later claim has another number, and ends this one.
    pub attempt: u32,
}

/// A mail that is not tried any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUpMail {
    /// Which mail.
    pub id: Id<OutgoingMail>,
    /// What it was to tell: a [`MailKind`](crate::entities::MailKind) of this version of the service or of another one.
    pub kind: String,
}

/// A mail that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedMail {
    /// The mail.
    pub mail: OutgoingMail,
    /// How often it was claimed, this claim included.
    pub attempt: u32,
}

impl ClaimedMail {
    /// The right to send it.
    pub fn claim(&self) -> MailClaim {
        MailClaim {
            id: self.mail.id.clone(),
            attempt: self.attempt,
        }
    }
}

/// What waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MailBacklog {
    /// How many mails.
    pub waiting: u64,
    /// When the oldest of them was kept.
    pub oldest: Option<DateTime<Utc>>,
}
