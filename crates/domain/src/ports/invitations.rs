use chrono::{DateTime, Utc};

use super::{MailClaim, NewSession, Page, Pagination, StoreError};
use crate::entities::{
    AuditEvent, Invitation, Organization, OutgoingMail, PasswordHash, RememberedAnswer,
    StoredInvitation, User,
};
use crate::values::{Digest, EmailAddress, Id};

/// Keeps invitations that are open: for each organization and address one at most. One that is used, ended or replaced is gone with
/// all its tokens.
pub trait Invitations: Send + Sync {
    /// Keeps an invitation in place of an earlier one for the same address, the mails that tell of it, and the
    /// [answer](super::RememberedAnswers) to the request for it.
    fn invite(
        &self,
        new: &NewInvitation,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<InvitationCreation, StoreError>;

    /// Lists the invitations of an organization, newest first, whatever has become of them by now.
    fn invitations(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<Invitation>,
    ) -> Result<Page<StoredInvitation, Invitation>, StoreError>;

    /// Finds an invitation of an organization.
    fn invitation(
        &self,
        organization: &Id<Organization>,
        id: &Id<Invitation>,
    ) -> Result<Option<StoredInvitation>, StoreError>;

    /// Finds the invitation that has a token with this digest.
    fn invitation_by_digest(&self, digest: &Digest)
    -> Result<Option<StoredInvitation>, StoreError>;

    /// Ends an invitation of an organization and gives it back. `None`: there is none with this id. Of two who end it at once, or
    /// end it while it is accepted, one does.
    fn end_invitation(
        &self,
        organization: &Id<Organization>,
        id: &Id<Invitation>,
        audit: &AuditEvent,
    ) -> Result<Option<Invitation>, StoreError>;

    /// Uses an invitation up: the user is a member from now on. `judge` is lent the invitation and the address of the account as they
    /// are then.
    ///
    /// MUST be one atomic step with [`invite`](Self::invite), with [`end_invitation`](Self::end_invitation), and with
    /// [`Members::update_member`](super::Members::update_member): of two uses at once, on any servers, one succeeds, and none that
    /// begins after its maker was removed.
    fn accept_invitation(
        &self,
        digest: &Digest,
        user: &Id<User>,
        judge: &JudgeInvitation<'_>,
        audit: &AuditEvent,
    ) -> Result<Acceptance, StoreError>;

    /// Uses an invitation up as [`accept_invitation`](Self::accept_invitation) does, for a user who is new. Returns whether it did;
    /// otherwise nothing is kept.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if an account has the address; then nothing is kept.
    fn join(
        &self,
        account: &JoiningAccount,
        digest: &Digest,
        judge: &JudgeInvitation<'_>,
        audit: &[AuditEvent],
    ) -> Result<bool, StoreError>;

    /// Keeps a further token of an invitation, which a claimed mail is about to bring. Returns whether it did; `false`: the
    /// invitation is gone, `is_open` says that it cannot be accepted, or the claim no longer holds.
    fn add_invitation_token(
        &self,
        id: &Id<Invitation>,
        digest: &Digest,
        claim: &MailClaim,
        is_open: &dyn Fn(&StoredInvitation) -> bool,
    ) -> Result<bool, StoreError>;

    /// Deletes up to `limit` invitations that expired before `expired`. Returns how many it deleted. Safe to run on several servers
    /// at once.
    fn sweep_invitations(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError>;
}

/// Lent an invitation and the address of the account that is to accept it, answers whether it may.
pub type JudgeInvitation<'a> = dyn Fn(&StoredInvitation, &EmailAddress) -> bool + 'a;

/// An invitation that is to be kept.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// Of its token.
    pub digest: Digest,
    /// What is mailed with it.
    pub mails: Vec<OutgoingMail>,
}

/// Whether an invitation was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationCreation {
    /// It was.
    Kept,
    /// The account with this address is a member already.
    AlreadyMember,
    /// The organization is gone.
    OrganizationGone,
}

/// Whether an invitation was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptance {
    /// It was, and is used up.
    Joined,
    /// The user is a member already.
    AlreadyMember,
    /// There is no such invitation, or it may not be accepted by this user.
    Refused,
}

/// What is created when a person registers by an invitation.
#[derive(Debug, Clone)]
pub struct JoiningAccount {
    /// The person.
    pub user: User,
    /// The person's password at rest.
    pub password_hash: PasswordHash,
    /// The person is logged in at once.
    pub session: NewSession,
    /// What is mailed to the person.
    pub mails: Vec<OutgoingMail>,
}
