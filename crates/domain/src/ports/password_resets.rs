use chrono::{DateTime, Utc};

use super::StoreError;
use crate::entities::{AuditEvent, OutgoingMail, PasswordHash, PasswordReset};
use crate::values::Digest;

/// Keeps what reset links stand for: one for each user at most.
pub trait PasswordResets: Send + Sync {
    /// Keeps a reset in place of the user's earlier one. Returns whether it did; `false`: the account is disabled, or not there.
    fn offer_password_reset(
        &self,
        reset: &PasswordReset,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Finds the reset with this digest.
    fn password_reset_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<PasswordReset>, StoreError>;

    /// Uses a reset up: sets the password hash, ends every session of the user, and forgets the failed logins of `account`, in
    /// one step, which keeps the mails that tell of it. Returns whether it did; `false`: the reset is used or replaced, or its account is disabled or not there, and
    /// nothing was changed.
    ///
    /// MUST be one conditional step: of two uses at once, on any servers, one succeeds.
    fn reset_password(
        &self,
        reset: &PasswordReset,
        hash: &PasswordHash,
        account: &Digest,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError>;

    /// Ends a reset unused. Returns whether there was one.
    fn void_password_reset(&self, digest: &Digest, audit: &AuditEvent) -> Result<bool, StoreError>;

    /// Deletes up to `limit` resets that expired before `expired`. Returns how many it deleted. Safe to run on several servers at
    /// once.
    fn sweep_password_resets(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError>;
}
