use chrono::{DateTime, Utc};
use sendook_domain::entities::{AuditEvent, LinkPurpose, MailLink, OutgoingMail, User};
use sendook_domain::ports::{ClaimedMail, GivenUpMail, MailBacklog, MailClaim, Outbox, StoreError};
use sendook_domain::values::{Digest, Id};

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

/// A mail that waits.
pub(super) struct WaitingMail {
    pub(super) mail: OutgoingMail,
    due_at: DateTime<Utc>,
    attempts: u32,
}

impl Outbox for MemoryStore {
    fn queue_mails(&self, mails: &[OutgoingMail]) -> Result<(), StoreError> {
        self.begin()?.queue_mails(mails);
        Ok(())
    }

    fn is_mail_due(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let state = self.begin()?;
        let mut waiting = state.outbox.values();
        Ok(waiting.any(|waiting| waiting.due_at <= now))
    }

    fn claim_mail(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<ClaimedMail>, StoreError> {
        let mut state = self.begin()?;
        let waiting = state.outbox.values_mut();
        let due = waiting.filter(|waiting| waiting.due_at <= now);
        let first = due.min_by_key(|waiting| waiting.due_at);
        Ok(first.map(|waiting| {
            waiting.due_at = until;
            waiting.attempts += 1;
            ClaimedMail {
                mail: waiting.mail.clone(),
                attempt: waiting.attempts,
            }
        }))
    }

    fn defer_mail(
        &self,
        claim: &MailClaim,
        until: DateTime<Utc>,
        undelivered: Option<&Digest>,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        if let Some(digest) = undelivered {
            state.mail_links.retain(|link| link.digest != *digest);
            state.remove_invitation_token(digest);
        }
        let claimed = state.claimed(claim);
        Ok(claimed.map(|waiting| waiting.due_at = until).is_some())
    }

    fn remove_mail(&self, claim: &MailClaim) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let held = state.claimed(claim).is_some();
        if held {
            state.outbox.remove(&claim.id);
        }
        Ok(held)
    }

    fn give_up_mails(
        &self,
        queued_before: DateTime<Utc>,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<GivenUpMail>, StoreError> {
        let mut state = self.begin()?;
        let old = state.outbox.extract_if(.., |_, waiting| {
            waiting.mail.queued_at < queued_before && waiting.due_at <= now
        });
        Ok(old
            .take(batch(limit))
            .map(|(id, waiting)| GivenUpMail {
                id,
                kind: waiting.mail.content.kind().as_str().to_owned(),
            })
            .collect())
    }

    fn mail_backlog(&self) -> Result<MailBacklog, StoreError> {
        let state = self.begin()?;
        let waiting = state.outbox.values();
        Ok(MailBacklog {
            waiting: waiting.len() as u64,
            oldest: waiting.map(|waiting| waiting.mail.queued_at).min(),
        })
    }

    fn keep_mail_link(
        &self,
        link: &MailLink,
        claim: &MailClaim,
        audit: Option<&AuditEvent>,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let to_come = link.purpose == LinkPurpose::EmailChange;
        let fits = state.users.get(&link.user_id).is_some_and(|(user, _)| {
            !user.is_disabled() && (to_come || user.email.key() == link.email.key())
        });
        if !fits || state.claimed(claim).is_none() {
            return Ok(false);
        }
        state.mail_links.push(link.clone());
        state.audit.extend(audit.cloned());
        Ok(true)
    }

    fn sweep_mail_links(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let over = state
            .mail_links
            .extract_if(.., |link| link.expires_at < expired);
        Ok(over.take(batch(limit)).count())
    }
}

impl State {
    /// Keeps mails in the transaction of what they tell.
    pub(super) fn queue_mails(&mut self, mails: &[OutgoingMail]) {
        for mail in mails {
            let waiting = WaitingMail {
                mail: mail.clone(),
                due_at: mail.queued_at,
                attempts: 0,
            };
            self.outbox.insert(mail.id.clone(), waiting);
        }
    }

    pub(super) fn claimed(&mut self, claim: &MailClaim) -> Option<&mut WaitingMail> {
        let waiting = self.outbox.get_mut(&claim.id)?;
        (waiting.attempts == claim.attempt).then_some(waiting)
    }

    pub(super) fn mail_link(&self, digest: &Digest, purpose: LinkPurpose) -> Option<&MailLink> {
        let mut links = self.mail_links.iter();
        links.find(|link| link.digest == *digest && link.purpose == purpose)
    }

    /// Deletes the links of a user for this purpose.
    pub(super) fn void_links(&mut self, user: &Id<User>, purpose: LinkPurpose) {
        self.mail_links
            .retain(|link| link.user_id != *user || link.purpose != purpose);
    }
}
