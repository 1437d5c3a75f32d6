use chrono::{DateTime, Utc};

use super::{ChangeCounts, FactorOutcome, FailureKey, NewSession, StoreError};
use crate::entities::{AuditEvent, FactorUse, PasskeyChallenge, StoredFactor};
use crate::values::{CredentialId, Digest};

/// Keeps the challenges that passkeys are to sign, and lets people in who showed nothing else. The passkeys themselves are
/// [`Factors`](super::Factors).
pub trait Passkeys: Send + Sync {
    /// Keeps a challenge. Of those that were kept before [for the same purpose of the same
    /// session or login](crate::entities::PasskeyPurpose::same_session_or_login), it MUST delete in the same step as many, so that with the new one
    /// no more than [`PasskeyChallenge::AT_ONCE`] stay: whoever is logged in could fill the store. First go those that end later than the
    /// new one does, as they are from before a clock was set back; then those that end first. Of those that are kept at the same
    /// moment, more may stay until the next.
    fn keep_passkey_challenge(&self, challenge: &PasskeyChallenge) -> Result<(), StoreError>;

    /// Takes a challenge out, whether its time is over or not. `None`: it was taken before, or never kept.
    ///
    /// MUST be one conditional step: of two at once, on any servers, one gets it.
    fn take_passkey_challenge(
        &self,
        digest: &Digest,
    ) -> Result<Option<PasskeyChallenge>, StoreError>;

    /// Deletes up to `limit` challenges whose time was over before `expired`. Returns how many it deleted. Safe to run on several
    /// servers at once.
    fn sweep_passkey_challenges(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError>;

    /// Finds the passkey with this credential id, whosever it is, if it counts.
    fn passkey(&self, credential_id: &CredentialId) -> Result<Option<StoredFactor>, StoreError>;

    /// Uses up what the person of this session showed, keeps the session with its first tokens, and changes the counts of `failures` as
    /// [`LoginFailures::update_failures`](super::LoginFailures::update_failures) does: all of it, or nothing.
    ///
    /// MUST be one conditional step: of two uses of the same answer at once, on any servers, one succeeds.
    fn log_in_by_passkey(
        &self,
        session: &NewSession,
        shown: &FactorUse,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
    ) -> Result<FactorOutcome, StoreError>;
}
