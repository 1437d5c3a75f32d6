use sendook_domain::entities::{PasswordHash, User};
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
        let mut state = self.begin()?;
        match state.users.get_mut(user) {
            Some((_, hash)) if hash == old => {
                *hash = new.clone();
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}
