use crate::accounts::TooManyAttempts;
use crate::authentication::CredentialError;
use crate::authorization::{Denial, InvitationRefusal};
use crate::ports::StoreError;
use crate::sessions::StepUpError;

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// It takes a higher role, or the organization is gone.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The account with this address is a member.
    #[error("The person with this e-mail address is already a member of the organization.")]
    AlreadyMember,
    /// To invite an owner takes a recent proof of who asks.
    #[error(transparent)]
    StepUp(#[from] StepUpError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an invitation is not shown, or not accepted.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// The token is none of an invitation that is good, or the invitation is for somebody else.
    #[error(transparent)]
    Refused(#[from] InvitationRefusal),
    /// The person is a member.
    #[error("You are already a member of this organization.")]
    AlreadyMember,
    /// Refused without being looked at.
    #[error(transparent)]
    TooMany(#[from] TooManyAttempts),
    /// The account is gone.
    #[error(transparent)]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
