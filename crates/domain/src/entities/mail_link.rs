use chrono::{DateTime, TimeDelta, Utc};

use super::{PasswordReset, User};
use crate::named::named;
use crate::values::{Digest, EmailAddress, Id};

/// The right that a mailed link gives, once: what a store keeps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLink {
    /// Of the token in the link.
    pub digest: Digest,
    /// What it is good for, and nothing else.
    pub purpose: LinkPurpose,
    /// Whose account it concerns.
    pub user_id: Id<User>,
    /// Where it was sent.
    pub email: EmailAddress,
    /// From this moment on it is no longer valid.
    pub expires_at: DateTime<Utc>,
}

named! {
    /// What a mailed link is good for.
    #[non_exhaustive]
    pub enum LinkPurpose, else UnknownLinkPurpose {
        /// To set a new password.
        PasswordReset = "password_reset",
        /// To prove that the address is the person's.
        EmailVerification = "email_verification",
        /// To make the address the person's.
        EmailChange = "email_change",
    }
}

/// A text that names no purpose of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no purpose of a link of this name.")]
pub struct UnknownLinkPurpose;

impl LinkPurpose {
    /// How long a link is valid once it is sent.
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::PasswordReset => PasswordReset::LIFETIME,
            // It gives nobody access to an account, and people read mail once a day.
            Self::EmailVerification | Self::EmailChange => TimeDelta::days(1),
        }
    }
}

impl MailLink {
    /// Whether it may be used at this moment.
    pub fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at
    }
}
