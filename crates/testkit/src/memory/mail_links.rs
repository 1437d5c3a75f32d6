use std::slice;

use sendook_domain::entities::{AuditEvent, LinkPurpose, MailKind, MailLink, OutgoingMail, User};
use sendook_domain::ports::{MailLinks, StoreError, Unique};
use sendook_domain::values::{Digest, Id};

use super::MemoryStore;
use super::state::State;

impl MailLinks for MemoryStore {
    fn mail_link_by_digest(&self, digest: &Digest) -> Result<Option<MailLink>, StoreError> {
        let state = self.begin()?;
        let mut links = state.mail_links.iter();
        Ok(links.find(|link| link.digest == *digest).cloned())
    }

    fn verify_email_by_link(
        &self,
        link: &MailLink,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let is_there = state.mail_link(&link.digest, LinkPurpose::EmailVerification);
        let user = state.users.get(&link.user_id).map(|(user, _)| user);
        let fits =
            user.is_some_and(|user| !user.is_disabled() && user.email.key() == link.email.key());
        if is_there.is_none() || !fits {
            return Ok(false);
        }
        state.void_links(&link.user_id, LinkPurpose::EmailVerification);
        if let Some((user, _)) = state.users.get_mut(&link.user_id) {
            user.email_verified_at = Some(audit.at);
            user.updated_at = audit.at;
        }
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn begin_email_change(
        &self,
        user: &Id<User>,
        mail: &OutgoingMail,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        if !state.is_enabled(user) {
            return Ok(false);
        }
        state.drop_waiting(user, MailKind::EmailChange);
        state.void_links(user, LinkPurpose::EmailChange);
        state.queue_mails(slice::from_ref(mail));
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn change_email(
        &self,
        link: &MailLink,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let id = &link.user_id;
        let is_there = state.mail_link(&link.digest, LinkPurpose::EmailChange);
        if is_there.is_none() || !state.is_enabled(id) {
            return Ok(false);
        }
        let holder = state.user_by_email(link.email.key());
        if holder.is_some_and(|(holder, _)| holder.id != *id) {
            return Err(StoreError::Taken(Unique::UserEmail));
        }
        if let Some((user, _)) = state.users.get_mut(id) {
            user.email = link.email.clone();
            user.email_verified_at = Some(audit.at);
            user.updated_at = audit.at;
        }
        state.void_resets(id);
        state.void_links(id, LinkPurpose::EmailVerification);
        state.void_links(id, LinkPurpose::EmailChange);
        state.drop_waiting(id, MailKind::EmailVerification);
        state.drop_waiting(id, MailKind::EmailChange);
        state.queue_mails(mails);
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn void_mail_link(&self, digest: &Digest, audit: &AuditEvent) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let before = state.mail_links.len();
        state.mail_links.retain(|link| link.digest != *digest);
        let voided = state.mail_links.len() < before;
        if voided {
            state.audit.push(audit.clone());
        }
        Ok(voided)
    }
}

impl State {
    fn drop_waiting(&mut self, user: &Id<User>, kind: MailKind) {
        self.outbox.retain(|_, waiting| {
            let content = &waiting.mail.content;
            content.user_id() != Some(user) || content.kind() != kind
        });
    }
}
