use chrono::{DateTime, Utc};

use super::{ChangeCounts, FailureKey, StoreError};
use crate::entities::RefreshClient;
use crate::entities::{
    AuditEvent, OutgoingMail, PasswordHash, Session, StoredAccessToken, StoredRefreshToken, User,
};
use crate::values::Digest;
use crate::values::Id;

/// Keeps sessions and the digests of their tokens.
///
/// Writes MUST be durable and seen by every later read, on every server that shares the database, when
/// they return: a logout holds on the next request.
pub trait Sessions: Send + Sync {
    /// Keeps a new session with its first tokens, and changes the counts of `failures` as
    /// [`LoginFailures::update_failures`](super::LoginFailures::update_failures) does: both, or neither if its proof no longer
    /// holds or the account is disabled. Returns whether it did.
    ///
    /// MUST be one step with [`Users::change_password`](super::Users::change_password) and
    /// [`PasswordResets::reset_password`](super::PasswordResets::reset_password): no session that was begun by the old password
    /// outlives the change.
    fn log_in(
        &self,
        session: &NewSession,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Finds an access token by its digest. MUST read the latest committed data.
    fn access_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredAccessToken>, StoreError>;

    /// Finds several access tokens, in the order of the digests: what
    /// [`access_token_by_digest`](Self::access_token_by_digest) finds, in one step where the store can do that.
    fn access_tokens_by_digests(
        &self,
        digests: &[Digest],
    ) -> Result<Vec<Option<StoredAccessToken>>, StoreError> {
        let find = |digest| self.access_token_by_digest(digest);
        digests.iter().map(find).collect()
    }

    /// Finds a refresh token by its digest, used or not.
    fn refresh_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredRefreshToken>, StoreError>;

    /// Begins the next generation of a session's tokens: `tokens` are of the generation after `from`, and
    /// every access token before them ends. It counts as a use of the session when the generation begins. Returns whether
    /// it did; `false`: the session is gone, or no longer at `from`, and nothing was changed.
    ///
    /// MUST be one conditional step: of two at once, on any servers, one succeeds.
    fn advance_session(
        &self,
        id: &Id<Session>,
        from: i64,
        next: &NewGeneration,
        tokens: &NewTokens,
    ) -> Result<bool, StoreError>;

    /// Adds further tokens of the generation `of`. Returns whether it did; `false`: the session is gone, or no
    /// longer at `of`, and nothing was changed.
    fn add_tokens(&self, id: &Id<Session>, of: i64, tokens: &NewTokens)
    -> Result<bool, StoreError>;

    /// Finds one session of a user.
    fn session(&self, user: &Id<User>, id: &Id<Session>) -> Result<Option<Session>, StoreError>;

    /// Notes that the person of a session proved at the event's moment who they are, by a password that was verified against `proof`.
    /// Returns whether it did; `false`: the session has ended, the password has been changed or the account disabled since, and
    /// nothing was changed.
    ///
    /// MUST be one step with [`Users::change_password`](super::Users::change_password).
    fn reauthenticate(
        &self,
        user: &Id<User>,
        id: &Id<Session>,
        proof: &PasswordHash,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Lists the sessions of a user, newest first.
    fn sessions(&self, user: &Id<User>) -> Result<Vec<Session>, StoreError>;

    /// Ends sessions of a user with everything they own, and returns how many. Without any, no audit line is written.
    fn end_sessions(
        &self,
        user: &Id<User>,
        which: &EndSessions,
        audit: &AuditEvent,
    ) -> Result<usize, StoreError>;

    /// Notes at `now` when sessions were last used; each stands in `used` once. MUST keep the time that
    /// [`last_use`](crate::policies::last_use) says, as another server may know a later one. A time that moves back is an
    /// invalidation, as the session then ends earlier without use than a copy says.
    fn touch_sessions(
        &self,
        used: &[(Id<Session>, DateTime<Utc>)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Forgets up to `limit` devices of people on which nobody has logged in since `unseen`. Returns how many. That the devices of a
    /// person are remembered MUST be remembered itself, so that the next login is news to somebody whose devices are all forgotten.
    /// Safe to run on several servers at once.
    fn sweep_devices(&self, unseen: DateTime<Utc>, limit: u32) -> Result<usize, StoreError>;

    /// Deletes up to `limit` sessions that expired before `expired` or were last used before `unused`. Returns
    /// how many it deleted. Safe to run on several servers at once.
    fn sweep_sessions(
        &self,
        expired: DateTime<Utc>,
        unused: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError>;
}

/// A generation of a session's tokens that begins.
#[derive(Debug, Clone)]
pub struct NewGeneration {
    /// The current time.
    pub began_at: DateTime<Utc>,
    /// The client that asked for it, if known.
    pub began_by: Option<RefreshClient>,
}

/// A session that is to be kept, with its first tokens, which are of generation 0.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The session as people will see it.
    pub session: Session,
    /// The digests of its tokens.
    pub tokens: NewTokens,
    /// What the person's password was verified against; holds as long as it is the user's hash. `None`: there
    /// is nothing to compare, as the user is new.
    pub proof: Option<PasswordHash>,
    /// What the person logs in on.
    pub device: LoginDevice,
}

/// The device that a session begins on. It is remembered with the session, for
/// [`DEVICES_REMEMBERED`](crate::policies::DEVICES_REMEMBERED).
#[derive(Debug, Clone)]
pub struct LoginDevice {
    /// Tells it from the other devices of the person.
    pub digest: Digest,
    /// Tells the person of the login. MUST be kept to be sent if
    /// [`is_known_device`](crate::policies::is_known_device) says that the device is not known, unless it is the first one that is
    /// remembered of the person; else dropped.
    pub told: Option<OutgoingMail>,
}

/// What a store keeps of a pair of tokens.
#[derive(Debug, Clone)]
pub struct NewTokens {
    /// The digest of the access token.
    pub access_digest: Digest,
    /// From this moment on the access token is no longer valid.
    pub access_expires_at: DateTime<Utc>,
    /// The digest of the refresh token, which lives as long as its session.
    pub refresh_digest: Digest,
}

/// Which sessions of a user end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndSessions {
    /// Every one.
    All,
    /// This one.
    Only(Id<Session>),
    /// Every one but this.
    AllBut(Id<Session>),
}
