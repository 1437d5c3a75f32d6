use sendook_domain::entities::{AuditEvent, PasswordHash, Session, User};
use sendook_domain::ports::{StoreError, Users};
use sendook_domain::values::{EmailAddress, Id, PersonName};

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
