use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::{ApiKey, Organization, RecordedAction, RunToken, User};
use crate::named::named;
use crate::values::{ClientNetwork, Id, IdKind, RunTokenLabel};

/// One line of the audit trail: who did what, when and from where. Written in the transaction of what
/// it records, never changed, and without any secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Identifies the line.
    pub id: Id<AuditEvent>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub action: RecordedAction,
    /// Who did it.
    pub actor: Actor,
    /// The organization in which it happened, if any.
    pub organization_id: Option<Id<Organization>>,
    /// The user whose account it concerns, if any.
    pub user_id: Option<Id<User>>,
    /// The id of the key, run token, inbox or session that it concerns.
    pub target: Option<String>,
    /// The key whose run token it concerns, unless it was the key that did it.
    pub key_id: Option<Id<ApiKey>>,
    /// Further details without secrets: what changed, the name of a key or the address of an inbox that was made or deleted, or
    /// where a leaked credential was found.
    pub detail: Option<String>,
    /// The request that brought it about.
    pub origin: ClientInfo,
}

impl AuditEvent {
    /// Whether the person, key, run token, inbox or session with this id did it, or it was done to them. What a run token did, its
    /// key did too, and what was done to a run token was done to its key.
    pub fn is_about(&self, id: &str) -> bool {
        let (actor, run_token) = match &self.actor {
            Actor::User(user) => (Some(user.as_str()), None),
            Actor::Key(key) => (Some(key.as_str()), None),
            Actor::RunToken(run) => (Some(run.key_id.as_str()), Some(run.id.as_str())),
            Actor::Operator | Actor::Anonymous => (None, None),
        };
        let account = self.user_id.as_ref().map(Id::as_str);
        let key = self.key_id.as_ref().map(Id::as_str);
        [actor, run_token, account, self.target.as_deref(), key].contains(&Some(id))
    }
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
    /// A service with a run token of an API key.
    RunToken(Box<RunTokenActor>),
    /// The operator, by a command on the service's machine.
    Operator,
    /// Not authenticated.
    Anonymous,
}

/// A run token that did something, as the audit trail names it: the token itself is gone within an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunTokenActor {
    /// The token.
    pub id: Id<RunToken>,
    /// What it was for.
    pub label: Option<RunTokenLabel>,
    /// The key that made it.
    pub key_id: Id<ApiKey>,
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
    /// The network that counts as one client.
    pub fn network(&self) -> ClientNetwork {
        ClientNetwork::of(self.ip)
    }
}

named! {
    /// What an audit line can record.
    pub enum AuditAction, else UnknownAction {
        /// An account was opened.
        Registered = "user.registered",
        /// A person logged in.
        LoggedIn = "user.logged_in",
        /// A login failed.
        LoginFailed = "user.login_failed",
        /// A person changed the password.
        PasswordChanged = "user.password_changed",
        /// An operator reset the failed logins of an account.
        UserUnlocked = "user.unlocked",
        /// An operator disabled an account; its sessions ended.
        UserDisabled = "user.disabled",
        /// An operator enabled an account again.
        UserEnabled = "user.enabled",
        /// An e-mail address was confirmed to be the person's: by a mailed link, or by an operator.
        EmailVerified = "user.email_verified",
        /// A link that sets a new password was made: by an operator, or to be mailed.
        ResetLinkCreated = "user.reset_link_created",
        /// A reset link was reported as leaked, and ended.
        ResetLinkLeaked = "user.reset_link_leaked",
        /// A person set a new password by a link; every session ended.
        PasswordReset = "user.password_reset",
        /// A change of password failed, as the current password was wrong.
        PasswordChangeFailed = "user.password_change_failed",
        /// A person asked for another e-mail address; a link was mailed to it.
        EmailChangeRequested = "user.email_change_requested",
        /// A person followed the link: the e-mail address is another one.
        EmailChanged = "user.email_changed",
        /// A change of e-mail address failed, as the password was wrong.
        EmailChangeFailed = "user.email_change_failed",
        /// A mailed link about an e-mail address was reported as leaked, and ended.
        EmailLinkLeaked = "user.email_link_leaked",
        /// A refresh token came that was used before; its session ended.
        RefreshReused = "session.refresh_reused",
        /// A token of it was reported as leaked; the session ended.
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
        /// A key was reported as leaked, and disabled.
        KeyLeaked = "api_key.leaked",
        /// A key was used while it was disabled, or after it had expired. At most one line per hour, key and
        /// server.
        KeyUsedAfterEnd = "api_key.used_after_end",
        /// A key was used from an address that it is not accepted from. At most one line per hour, key and server.
        KeyUsedElsewhere = "api_key.used_elsewhere",
        /// A key was deleted.
        KeyDeleted = "api_key.deleted",
        /// A key made a run token.
        RunTokenCreated = "run_token.created",
        /// One run token of a key was ended before its time, or all of them.
        RunTokenEnded = "run_token.ended",
        /// A run token was reported as leaked, and ended.
        RunTokenLeaked = "run_token.leaked",
        /// An inbox was made.
        InboxCreated = "inbox.created",
        /// An inbox was deleted.
        InboxDeleted = "inbox.deleted",
        /// A person showed for the first time that they have a factor: it counts from now on.
        FactorAdded = "factor.added",
        /// A person gave a factor another name.
        FactorRenamed = "factor.renamed",
        /// A person removed a factor.
        FactorRemoved = "factor.removed",
        /// A person had new recovery codes made; the old ones ended.
        RecoveryCodesRenewed = "user.recovery_codes_renewed",
        /// An operator removed every factor and recovery code of a person.
        FactorsReset = "user.factors_reset",
        /// A person gave the right password, and the second factor is due.
        SecondFactorDue = "user.second_factor_due",
        /// A person who had given the right password gave a wrong second factor.
        SecondFactorFailed = "user.second_factor_failed",
        /// The token of a login that waits for the second factor was reported as leaked, and ended.
        SecondFactorLoginLeaked = "user.second_factor_login_leaked",
        /// A person changed their name.
        UserRenamed = "user.renamed",
        /// A person proved again who they are, as a sensitive change asks for it.
        Reauthenticated = "user.reauthenticated",
        /// A person gave a wrong password when asked to prove who they are.
        ReauthenticationFailed = "user.reauthentication_failed",
        /// An organization was made.
        OrganizationCreated = "organization.created",
        /// An organization was renamed.
        OrganizationRenamed = "organization.renamed",
        /// From now on an organization requires a second factor of its members, or no longer does.
        SecondFactorRequirementChanged = "organization.second_factor_requirement_changed",
        /// An organization was deleted, with everything in it.
        OrganizationDeleted = "organization.deleted",
        /// Somebody was invited, in place of an earlier invitation to the same address.
        InvitationCreated = "invitation.created",
        /// An invitation was ended.
        InvitationEnded = "invitation.ended",
        /// An invitation was reported as leaked, and ended.
        InvitationLeaked = "invitation.leaked",
        /// A person became a member, by an invitation.
        MemberJoined = "member.joined",
        /// A member got another role.
        MemberRoleChanged = "member.role_changed",
        /// A member was removed, or left.
        MemberRemoved = "member.removed",
    }
}

/// A text that names no action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no audit action of this name.")]
pub struct UnknownAction;
