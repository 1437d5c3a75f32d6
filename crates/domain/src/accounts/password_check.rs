use super::login_throttle::CountedAttempt;
use super::new_password::NewPassword;
use crate::entities::{Actor, AuditAction, ClientInfo, PasswordHash, User};
use crate::ports::{HashError, PasswordHasher, Verification};
use crate::values::Password;

/// A password that is to be proved: the attempt is counted, the account looked up, and nothing hashed yet.
///
/// To hash takes tens of milliseconds of computing, so it is a step of its own, which the caller takes where hashes are
/// computed: [`Self::compare`]. What came of it goes to the use case that made the check.
#[must_use]
pub struct PasswordCheck {
    pub(super) attempt: CountedAttempt,
    pub(super) found: Option<(User, PasswordHash)>,
    /// What is compared: a placeholder instead of a text that can be no password.
    pub(super) password: Password,
    pub(super) is_placeholder: bool,
    /// What is to take its place, if the password is right.
    pub(super) new_password: Option<NewPassword>,
    /// How a wrong password is recorded in the audit trail, and as whose act.
    pub(super) failure: (AuditAction, Actor),
    pub(super) origin: ClientInfo,
}

/// What comparing a password with an account's hash showed.
#[derive(Debug)]
pub struct Comparison {
    pub(super) verification: Verification,
    /// The hash that is to replace the account's.
    pub(super) new_hash: Option<PasswordHash>,
}

impl PasswordCheck {
    /// Does the work: compares the password with the account's hash. An account that does not exist takes as long, and no
    /// password is right for one that is disabled or has none. Only for a right password is another hash made: of the new
    /// password, or of the same one if its hash is outdated.
    ///
    /// # Errors
    /// What the hasher reports.
    pub fn compare(&self, hasher: &dyn PasswordHasher) -> Result<Comparison, HashError> {
        let hash = self.comparable_hash();
        let verification = hasher.verify(&self.password, hash)?;
        let new_hash = match (&verification, &self.new_password, hash) {
            (Verification::Match, Some(new), _) => Some(hasher.hash(new.password())?),
            // What hinders the renewal puts it off until the next login.
            (Verification::Match, None, Some(hash)) if hasher.is_outdated(hash) => {
                hasher.hash(&self.password).ok()
            }
            _ => None,
        };
        Ok(Comparison {
            verification,
            new_hash,
        })
    }

    /// The hash that a password can be right for. Where there is none, the hasher does its usual work, and so nothing shows
    /// whether the password would have been right.
    fn comparable_hash(&self) -> Option<&PasswordHash> {
        let (user, hash) = self.found.as_ref()?;
        let is_comparable = !(user.is_disabled() || hash.is_absent() || self.is_placeholder);
        is_comparable.then_some(hash)
    }
}
