use super::StoreError;
use crate::entities::{AuditEvent, OutgoingMail, PasswordHash, Session, User};
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

    /// Replaces a password hash if it still is `old`, ends every session of the user but `keep`, and voids a link to set
    /// another password, in one step, which keeps the mails that tell of it. Returns whether it did.
    ///
    /// Where `keep` is no session of the user, all of theirs end. The user's `updated_at` stays: it tells of what
    /// [`user`](Self::user) shows, and a password is not among that.
    fn change_password(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
        keep: &Id<Session>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError>;

    /// Disables an account, ends every session of its user, and voids a link to set another password, in one step. Returns how
    /// many sessions ended. `None`: it is disabled already, or not there, and nothing was changed.
    ///
    /// MUST be one step with [`Sessions::log_in`](super::Sessions::log_in): no session begins after it.
    fn disable_user(&self, id: &Id<User>, audit: &AuditEvent) -> Result<Option<usize>, StoreError>;

    /// Enables an account. Returns whether it was disabled.
    fn enable_user(&self, id: &Id<User>, audit: &AuditEvent) -> Result<bool, StoreError>;

    /// Notes that the e-mail address of a user is verified. Returns whether it was not yet.
    fn verify_email(&self, id: &Id<User>, audit: &AuditEvent) -> Result<bool, StoreError>;
}
