use super::StoreError;
use crate::entities::{AuditEvent, PasswordHash, Session, User};
use crate::values::{EmailAddress, Id, PersonName};

/// Keeps users.
pub trait Users: Send + Sync {
    /// Finds one user.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn user(&self, id: &Id<User>) -> Result<Option<User>, StoreError>;

    /// Finds one user by e-mail address, regardless of letter case, with the password at rest.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn user_for_login(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<(User, PasswordHash)>, StoreError>;

    /// Gives a user other names, and gives the user back as it then is. `None`: no such user.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn rename_user(
        &self,
        id: &Id<User>,
        first_name: &PersonName,
        last_name: Option<&PersonName>,
        audit: &AuditEvent,
    ) -> Result<Option<User>, StoreError>;

    /// Replaces a password hash if it still is `old` (compare and swap), and tells whether it was. Two
    /// logins that renew a hash at once MUST NOT undo a change of password between them.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn renew_password_hash(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Replaces a password hash if it still is `old`, and ends every session of the user but `keep`, in one
    /// step. Tells whether it did.
    ///
    /// # Errors
    /// Only the common ones of [`StoreError`].
    fn change_password(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
        keep: &Id<Session>,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;
}
