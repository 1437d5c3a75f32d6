use std::sync::Arc;

use crate::entities::{AuditAction, User};
use crate::ports::{Issuer, Ports, StoreError, Users};
use crate::values::Id;

/// What operators change of people's accounts. The audit trail says so.
pub struct UserAdministration {
    users: Arc<dyn Users>,
    issuer: Issuer,
}

impl UserAdministration {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            users: ports.store.clone(),
            issuer,
        }
    }

    /// Disables an account: its sessions end, a link to set a password is void, and no password is right from now on. Keys that
    /// the person made go on. Returns how many sessions ended; `None`: it is disabled already.
    ///
    /// # Errors
    /// What a port reports.
    pub fn disable(&self, user: &Id<User>) -> Result<Option<usize>, StoreError> {
        let audit = self
            .issuer
            .operator_audit(AuditAction::UserDisabled, user)?;
        self.users.disable_user(user, &audit)
    }

    /// Enables an account: the person can log in again. Sessions that have ended stay so. Returns whether it was disabled.
    ///
    /// # Errors
    /// What a port reports.
    pub fn enable(&self, user: &Id<User>) -> Result<bool, StoreError> {
        let audit = self.issuer.operator_audit(AuditAction::UserEnabled, user)?;
        self.users.enable_user(user, &audit)
    }

    /// Notes that the e-mail address of an account is the person's. Returns whether that was not known.
    ///
    /// # Errors
    /// What a port reports.
    pub fn verify_email(&self, user: &Id<User>) -> Result<bool, StoreError> {
        let audit = self
            .issuer
            .operator_audit(AuditAction::EmailVerified, user)?;
        self.users.verify_email(user, &audit)
    }
}
