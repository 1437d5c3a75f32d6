use chrono::{DateTime, Utc};

use super::{ChangeCounts, FailureKey, NewSession, StoreError};
use crate::entities::{
    AuditEvent, Factor, FactorUse, OutgoingMail, PasswordHash, SecondFactorLogin, Session,
    StoredFactor, User,
};
use crate::values::{Digest, FactorName, Id};

/// Keeps what people prove who they are by beside their password.
///
/// Writes MUST be durable and seen by every later read, on every server that shares the database, when they return. Mails that come
/// with a change are kept in its step, and not without it.
pub trait Factors: Send + Sync {
    /// The factors of a person that count, newest first.
    fn factors_of(&self, user: &Id<User>) -> Result<Vec<StoredFactor>, StoreError>;

    /// Whether a person has a factor that counts.
    fn has_factor(&self, user: &Id<User>) -> Result<bool, StoreError>;

    /// Keeps a factor that does not count yet, in place of others of its kind that the person was offered and did not confirm.
    fn offer_factor(&self, factor: &StoredFactor) -> Result<(), StoreError>;

    /// Finds a factor of a person that does not count yet.
    fn offered_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
    ) -> Result<Option<StoredFactor>, StoreError>;

    /// Lets an offered factor count: takes over its name, the moment of its confirmation, and all that it is verified by, but for the
    /// secret of an app, which [may have been replaced](Self::replace_factor_secret) since it was read. Keeps the recovery codes if
    /// the person has none.
    ///
    /// MUST be one conditional step: of two at once, on any servers, one succeeds. MUST NOT let a person have more than [`Factor::MAX`] that count,
    /// also if several are confirmed at once.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if another factor has the same credential id.
    fn confirm_factor(
        &self,
        factor: &StoredFactor,
        codes: &[Digest],
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<Confirmation, StoreError>;

    /// Gives a factor that counts another name, and gives it back as it is then. `None`: no such factor.
    fn rename_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
        name: &FactorName,
        audit: &AuditEvent,
    ) -> Result<Option<Factor>, StoreError>;

    /// Removes a factor that counts and gives it back as it was; with the last one go the recovery codes. `None`: no such factor.
    /// Logins of the person that wait for a factor end.
    fn remove_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<Option<Factor>, StoreError>;

    /// Removes every factor of a person, their recovery codes, and the logins that wait for a factor. Returns how many factors
    /// counted; without any, nothing was recorded.
    fn reset_factors(
        &self,
        user: &Id<User>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<usize, StoreError>;

    /// How many recovery codes of a person were not used.
    fn recovery_codes_left(&self, user: &Id<User>) -> Result<usize, StoreError>;

    /// Keeps recovery codes in place of all others of the person. Returns whether it did; `false`: there is no factor that they
    /// could stand in for.
    fn renew_recovery_codes(
        &self,
        user: &Id<User>,
        codes: &[Digest],
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError>;

    /// Up to `limit` authenticator apps of all people, whether they count or not, in the order of their ids, beginning after `after`.
    fn sealed_factors(
        &self,
        after: Option<&Id<Factor>>,
        limit: u32,
    ) -> Result<Vec<StoredFactor>, StoreError>;

    /// Up to `limit` authenticator apps of all people, whether they count or not, those with the greatest ids first: the newest.
    fn newest_sealed_factors(&self, limit: u32) -> Result<Vec<StoredFactor>, StoreError>;

    /// Replaces what a factor is verified by if it still is `before`, and returns whether it was.
    fn replace_factor_secret(
        &self,
        id: &Id<Factor>,
        before: &[u8],
        after: &[u8],
    ) -> Result<bool, StoreError>;

    /// Deletes up to `limit` factors that were offered before `offered` and not confirmed. Returns how many it deleted. Safe to run on
    /// several servers at once.
    fn sweep_offered_factors(
        &self,
        offered: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError>;
}

/// What became of a factor that was to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// It counts from now on.
    Confirmed {
        /// Whether the recovery codes were kept, as there were none.
        codes_kept: bool,
    },
    /// It was not there, or counted already: nothing was changed.
    NotOffered,
    /// The person has as many as anybody may: nothing was changed.
    TooMany,
}

/// Keeps logins that wait for a second factor, and lets people show one. A person's password that is changed or set anew, and an
/// account that is disabled, end them.
pub trait SecondFactorLogins: Send + Sync {
    /// Keeps a login whose password was verified against `proof`. Returns whether it did; `false`: that is no longer the hash of the
    /// password, or the account is disabled.
    ///
    /// MUST be one step with [`Users::change_password`](super::Users::change_password) and its like: no login that was begun by the
    /// old password outlives the change.
    fn begin_second_factor_login(
        &self,
        login: &SecondFactorLogin,
        proof: &PasswordHash,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Finds the login with this digest, whether its time is over or not.
    fn second_factor_login(&self, digest: &Digest)
    -> Result<Option<SecondFactorLogin>, StoreError>;

    /// Uses a login and what was shown up, keeps the session of the same person with its first tokens, and changes the counts of `failures`
    /// as [`LoginFailures::update_failures`](super::LoginFailures::update_failures) does: all of it, or nothing.
    ///
    /// MUST be one conditional step: of two uses of a login, or of the same code, at once, on any servers, one succeeds.
    fn finish_second_factor_login(
        &self,
        login: &FinishedLogin,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<FactorOutcome, StoreError>;

    /// Uses up what was shown, and notes that the person of a session proved at the event's moment who they are.
    ///
    /// MUST be one conditional step, as [`Self::finish_second_factor_login`].
    fn reauthenticate_by_factor(
        &self,
        user: &Id<User>,
        session: &Id<Session>,
        shown: &FactorUse,
        audit: &AuditEvent,
    ) -> Result<FactorOutcome, StoreError>;

    /// Ends a login that waits. Returns whether there was one.
    fn end_second_factor_login(
        &self,
        digest: &Digest,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Deletes up to `limit` logins whose time was over before `expired`. Returns how many it deleted. Safe to run on several servers
    /// at once.
    fn sweep_second_factor_logins(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError>;
}

/// A login whose second factor was shown.
#[derive(Debug, Clone)]
pub struct FinishedLogin {
    /// The digest of its token.
    pub login: Digest,
    /// What was shown.
    pub shown: FactorUse,
    /// The session that begins, of the same person.
    pub session: NewSession,
}

/// What became of a second factor that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorOutcome {
    /// It was accepted, and is used up.
    Accepted,
    /// It was accepted before, or does not count any more. Nothing was changed.
    Spent,
    /// What it was shown for is gone: the login was used, or the account disabled, or the session has ended. Nothing was changed.
    Gone,
}
