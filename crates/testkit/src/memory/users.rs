use sendook_domain::entities::{AuditEvent, OutgoingMail, PasswordHash, Session, User};
use sendook_domain::ports::{StoreError, Users};
use sendook_domain::values::{EmailAddress, Id, PersonName};

use super::MemoryStore;
use super::state::State;

impl Users for MemoryStore {
    fn user(&self, id: &Id<User>) -> Result<Option<User>, StoreError> {
        let state = self.begin()?;
        Ok(state.users.get(id).map(|(user, _)| user.clone()))
    }

    fn user_for_login(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<(User, PasswordHash)>, StoreError> {
        Ok(self.begin()?.user_by_email(email.key()).cloned())
    }

    fn rename_user(
        &self,
        id: &Id<User>,
        first_name: &PersonName,
        last_name: Option<&PersonName>,
        audit: &AuditEvent,
    ) -> Result<Option<User>, StoreError> {
        let mut state = self.begin()?;
        let Some((user, _)) = state.users.get_mut(id) else {
            return Ok(None);
        };
        user.first_name = first_name.clone();
        user.last_name = last_name.cloned();
        user.updated_at = audit.at;
        let renamed = user.clone();
        state.audit.push(audit.clone());
        Ok(Some(renamed))
    }

    fn renew_password_hash(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError> {
        Ok(self.begin()?.swap_hash(user, old, new))
    }

    fn change_password(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
        keep: &Id<Session>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let changed = state.swap_hash(user, old, new);
        if changed {
            let other = |session: &Session| session.user_id == *user && session.id != *keep;
            state.end_sessions(usize::MAX, other);
            state.void_resets(user);
            state.end_factor_logins(user);
            state.queue_mails(mails);
            state.audit.push(audit.clone());
        }
        Ok(changed)
    }

    fn disable_user(&self, id: &Id<User>, audit: &AuditEvent) -> Result<Option<usize>, StoreError> {
        let mut state = self.begin()?;
        let disable = |user: &mut User| {
            let enabled = !user.is_disabled();
            user.disabled_at.get_or_insert(audit.at);
            enabled
        };
        if !state.change_user(id, audit, disable) {
            return Ok(None);
        }
        state.void_resets(id);
        state.end_factor_logins(id);
        Ok(Some(state.end_sessions(usize::MAX, |session| {
            session.user_id == *id
        })))
    }

    fn enable_user(&self, id: &Id<User>, audit: &AuditEvent) -> Result<bool, StoreError> {
        let enable = |user: &mut User| user.disabled_at.take().is_some();
        Ok(self.begin()?.change_user(id, audit, enable))
    }

    fn verify_email(&self, id: &Id<User>, audit: &AuditEvent) -> Result<bool, StoreError> {
        let verify = |user: &mut User| {
            let verified = user.email_verified_at.is_some();
            user.email_verified_at.get_or_insert(audit.at);
            !verified
        };
        Ok(self.begin()?.change_user(id, audit, verify))
    }
}

impl State {
    /// Changes a user, and records that if `change` says that it did something. Returns whether it did.
    fn change_user(
        &mut self,
        id: &Id<User>,
        audit: &AuditEvent,
        change: impl FnOnce(&mut User) -> bool,
    ) -> bool {
        let Some((user, _)) = self.users.get_mut(id) else {
            return false;
        };
        let changed = change(user);
        if changed {
            user.updated_at = audit.at;
            self.audit.push(audit.clone());
        }
        changed
    }
}
