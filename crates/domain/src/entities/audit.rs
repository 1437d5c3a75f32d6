use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::{ApiKey, Organization, User};
use crate::named::named;
use crate::values::{ClientNetwork, Id, IdKind};

/// One line of the audit trail: who did what, when and from where. Written in the transaction of what
/// it tells, never changed, and without any secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Names the line.
    pub id: Id<AuditEvent>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub action: AuditAction,
    /// Who did it.
    pub actor: Actor,
    /// In which organization, if it happened in one.
    pub organization_id: Option<Id<Organization>>,
    /// To whose account, if to one.
    pub user_id: Option<Id<User>>,
    /// The id of the key, inbox or session that it happened to.
    pub target: Option<String>,
    /// More about it, in words that are no secret: where a key was found, say.
    pub detail: Option<String>,
    /// The request that brought it about.
    pub origin: ClientInfo,
}

impl IdKind for AuditEvent {
    const PREFIX: &'static str = "event";
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person with an access token.
    User(Id<User>),
    /// A service with an API key.
    Key(Id<ApiKey>),
    /// Whoever runs the service, by a command on its machine.
    Operator,
    /// Nobody who has proved who it is.
    Anonymous,
}

/// Where a request came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientInfo {
    /// The client's address, trusted proxies taken into account.
    pub ip: Option<IpAddr>,
    /// The client's `User-Agent`, cut to 256 characters.
    pub user_agent: Option<String>,
    /// The request's id, as in its answer.
    pub request_id: Option<String>,
}

impl ClientInfo {
    /// What counts as one client.
    pub fn network(&self) -> ClientNetwork {
        ClientNetwork::of(self.ip)
    }
}

named! {
    /// What an audit line can tell.
    pub enum AuditAction, else UnknownAction {
        /// An account was opened.
        Registered = "user.registered",
        /// A person logged in.
        LoggedIn = "user.logged_in",
        /// Somebody failed to log in.
        LoginFailed = "user.login_failed",
        /// A person changed the password.
        PasswordChanged = "user.password_changed",
        /// An operator had the failed logins of an account forgotten.
        UserUnlocked = "user.unlocked",
        /// Somebody gave a wrong current password when asked to change it.
        PasswordChangeFailed = "user.password_change_failed",
        /// A refresh token came that was used before; its session ended.
        RefreshReused = "session.refresh_reused",
        /// A token of it was reported where anybody could read it; the session ended.
        SessionLeaked = "session.leaked",
        /// A person ended one or more sessions.
        LoggedOut = "user.logged_out",
        /// A key was made.
        KeyCreated = "api_key.created",
        /// A key was renamed, disabled, enabled, or its expiry moved.
        KeyChanged = "api_key.changed",
        /// A key got a second secret.
        KeyRotated = "api_key.rotated",
        /// The old secret of a key that was being rotated was ended before its time.
        KeyRotationCompleted = "api_key.rotation_completed",
        /// The new secret of a key that was being rotated was ended, and the old one restored.
        KeyRotationCancelled = "api_key.rotation_cancelled",
        /// A key was reported where anybody could read it, and disabled.
        KeyLeaked = "api_key.leaked",
        /// A key was used while it was disabled, or after it had expired. At most one line an hour, key and
        /// server.
        KeyUsedAfterEnd = "api_key.used_after_end",
        /// A key was deleted.
        KeyDeleted = "api_key.deleted",
        /// An inbox was made.
        InboxCreated = "inbox.created",
        /// An inbox was deleted.
        InboxDeleted = "inbox.deleted",
        /// A person changed the own name.
        UserRenamed = "user.renamed",
        /// An organization was renamed.
        OrganizationRenamed = "organization.renamed",
    }
}

/// A text that names no action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no audit action of this name.")]
pub struct UnknownAction;
