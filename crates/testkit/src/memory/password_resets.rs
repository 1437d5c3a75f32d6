use chrono::{DateTime, Utc};
use sendook_domain::entities::{
    AuditEvent, LinkPurpose, OutgoingMail, PasswordHash, PasswordReset, User,
};
use sendook_domain::ports::{PasswordResets, StoreError};
use sendook_domain::values::{Digest, Id};

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

impl PasswordResets for MemoryStore {
    fn offer_password_reset(
        &self,
        reset: &PasswordReset,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let enabled = state.is_enabled(&reset.user_id);
        if enabled {
            let (user, reset) = (reset.user_id.clone(), reset.clone());
            state.password_resets.insert(user, reset);
            state.audit.push(audit.clone());
        }
        Ok(enabled)
    }

    fn password_reset_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<PasswordReset>, StoreError> {
        let state = self.begin()?;
        let mut resets = state.password_resets.values();
        if let Some(reset) = resets.find(|reset| reset.digest == *digest) {
            return Ok(Some(reset.clone()));
        }
        let mailed = state.mail_link(digest, LinkPurpose::PasswordReset);
        Ok(mailed.map(|link| PasswordReset {
            digest: link.digest,
            user_id: link.user_id.clone(),
            expires_at: link.expires_at,
        }))
    }

    fn reset_password(
        &self,
        reset: &PasswordReset,
        hash: &PasswordHash,
        account: &Digest,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let user = &reset.user_id;
        if !state.is_enabled(user) || !state.use_up(&reset.digest) {
            return Ok(false);
        }
        if let Some((_, kept)) = state.users.get_mut(user) {
            *kept = hash.clone();
        }
        state.void_resets(user);
        state.end_factor_logins(user);
        state.end_sessions(usize::MAX, |session| session.user_id == *user);
        let failures = &mut state.failures;
        failures.retain(|key, _| key.account.as_ref() != Some(account));
        state.queue_mails(mails);
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn void_password_reset(&self, digest: &Digest, audit: &AuditEvent) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let voided = state.use_up(digest);
        if voided {
            state.audit.push(audit.clone());
        }
        Ok(voided)
    }

    fn sweep_password_resets(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let over = state
            .password_resets
            .extract_if(.., |_, reset| reset.expires_at < expired);
        Ok(over.take(batch(limit)).count())
    }
}

impl State {
    fn use_up(&mut self, digest: &Digest) -> bool {
        let count = |state: &Self| state.password_resets.len() + state.mail_links.len();
        let before = count(self);
        self.password_resets
            .retain(|_, reset| reset.digest != *digest);
        self.mail_links
            .retain(|link| link.digest != *digest || link.purpose != LinkPurpose::PasswordReset);
        count(self) < before
    }

    /// Ends the resets of a user, if there are any.
    pub(super) fn void_resets(&mut self, user: &Id<User>) {
        self.password_resets.remove(user);
        self.void_links(user, LinkPurpose::PasswordReset);
    }
}
