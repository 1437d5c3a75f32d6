use super::StoreError;
use crate::entities::{AuditEvent, PasswordHash, Session, User};
use crate::values::{EmailAddress, Id, PersonName};

/// Keeps users.
pub trait Users: Send + Sync {
    /// Finds one user.
    fn user(&self, id: &Id<User>) -> Result<Option<User>, StoreError>;

    /// Finds one user by e-mail address, regardless of letter case, with the password at rest.
    fn user_for_login(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<(User, PasswordHash)>, StoreError>;

    /// Renames a user and returns the result. `None`: no such user.
    fn rename_user(
        &self,
        id: &Id<User>,
        first_name: &PersonName,
        last_name: Option<&PersonName>,
        audit: &AuditEvent,
    ) -> Result<Option<User>, StoreError>;

    /// Replaces a password hash if it still is `old` (compare and swap), and returns whether it was. Two
    /// logins that renew a hash at once MUST NOT undo a change of password between them.
    fn renew_password_hash(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Replaces a password hash if it still is `old`, and ends every session of the user but `keep`, in one
    /// step. Returns whether it did.
    fn change_password(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
        keep: &Id<Session>,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;
}
