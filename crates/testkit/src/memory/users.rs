use sendook_domain::entities::{AuditEvent, PasswordHash, Session, User};
use sendook_domain::ports::{StoreError, Users};
use sendook_domain::values::{EmailAddress, Id};

use super::MemoryStore;

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
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let changed = state.swap_hash(user, old, new);
        if changed {
            let other = |session: &Session| session.user_id == *user && session.id != *keep;
            state.end_sessions(usize::MAX, other);
            state.audit.push(audit.clone());
        }
        Ok(changed)
    }
}
