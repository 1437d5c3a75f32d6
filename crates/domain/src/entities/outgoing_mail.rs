use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::{ApiKey, FactorKind, Invitation, User};
use crate::named::named;
use crate::values::{EmailAddress, FactorName, Id, IdKind, KeyName, OrganizationName};

/// A mail that waits to be sent. It is kept in the transaction of what it tells, and holds no secret: the token of a link is
/// made when the mail is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Identifies the mail; its `Message-ID` is made of it, so that it is the same at each attempt.
    pub id: Id<OutgoingMail>,
    /// Whom it goes to.
    pub recipient: EmailAddress,
    /// What it tells.
    pub content: MailContent,
    /// When it was kept.
    pub queued_at: DateTime<Utc>,
}

impl IdKind for OutgoingMail {
    const PREFIX: &'static str = "mail";
}

/// What a mail tells, with all that its text needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailContent {
    /// Here is a link that sets a new password. It is not known yet whether there is an account with the recipient's address.
    PasswordReset {
        /// The address of the client that asked.
        asked_from: Option<IpAddr>,
    },
    /// Here is a link that proves that the recipient's address is the person's.
    EmailVerification {
        /// Whose address it is.
        user_id: Id<User>,
    },
    /// Here is a link that makes the recipient's address the person's.
    EmailChange {
        /// Who wants it to be theirs.
        user_id: Id<User>,
    },
    /// The address of the account is no longer the recipient's.
    EmailChanged {
        /// What it is now.
        new: EmailAddress,
        /// The address of the client that followed the link.
        changed_from: Option<IpAddr>,
    },
    /// The password of the recipient's account was changed.
    PasswordChanged {
        /// The address of the client that changed it.
        changed_from: Option<IpAddr>,
    },
    /// Somebody logged in to the recipient's account on a device that was not seen lately.
    NewDevice {
        /// What it is called.
        device: String,
        /// The address of the client that logged in.
        logged_in_from: Option<IpAddr>,
    },
    /// Something about the second factor of the recipient's account changed.
    SecondFactorChanged {
        /// What.
        notice: FactorNotice,
        /// The address of the client that changed it.
        changed_from: Option<IpAddr>,
    },
    /// An API key of an organization that the recipient owns was disabled, as it leaked.
    KeyLeaked {
        /// Whose key it is.
        organization: OrganizationName,
        /// What its people call it.
        key_name: KeyName,
        /// Which key.
        key_id: Id<ApiKey>,
    },
    /// API keys of an organization end soon.
    KeysEnding {
        /// Whose keys they are.
        organization: OrganizationName,
        /// Those that end first.
        keys: Vec<EndingKeyNote>,
        /// How many more there are.
        more: usize,
    },
    /// Here is a link that leads into an organization.
    Invitation {
        /// By which invitation.
        invitation_id: Id<Invitation>,
    },
}

/// What a mail says of an API key that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndingKeyNote {
    /// What its people call it.
    pub name: KeyName,
    /// Which key.
    pub id: Id<ApiKey>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

impl EndingKeyNote {
    /// Of a key, if it ends.
    pub fn of(key: &ApiKey) -> Option<Self> {
        Some(Self {
            name: key.name.clone(),
            id: key.id.clone(),
            ends_at: key.expires_at?,
        })
    }
}

/// What changed about a person's second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactorNotice {
    /// There is a further one.
    Added(FactorKind, FactorName),
    /// One is gone.
    Removed(FactorKind, FactorName),
    /// There are new recovery codes, and the old ones do not work any more.
    NewRecoveryCodes,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// An operator took all of them away.
    Reset,
}

named! {
    /// The kind of a mail, for stores, logs and metrics.
    pub enum MailKind, else UnknownMailKind {
        /// [`MailContent::PasswordReset`].
        PasswordReset = "password_reset",
        /// [`MailContent::EmailVerification`].
        EmailVerification = "email_verification",
        /// [`MailContent::EmailChange`].
        EmailChange = "email_change",
        /// [`MailContent::EmailChanged`].
        EmailChanged = "email_changed",
        /// [`MailContent::PasswordChanged`].
        PasswordChanged = "password_changed",
        /// [`MailContent::NewDevice`].
        NewDevice = "new_device",
        /// [`MailContent::SecondFactorChanged`].
        SecondFactorChanged = "second_factor_changed",
        /// [`MailContent::KeyLeaked`].
        KeyLeaked = "key_leaked",
        /// [`MailContent::KeysEnding`].
        KeysEnding = "keys_ending",
        /// [`MailContent::Invitation`].
        Invitation = "invitation",
    }
}

/// A text that names no kind of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no kind of mail of this name.")]
pub struct UnknownMailKind;

impl MailContent {
    /// Its kind.
    pub fn kind(&self) -> MailKind {
        match self {
            Self::PasswordReset { .. } => MailKind::PasswordReset,
            Self::EmailVerification { .. } => MailKind::EmailVerification,
            Self::EmailChange { .. } => MailKind::EmailChange,
            Self::EmailChanged { .. } => MailKind::EmailChanged,
            Self::PasswordChanged { .. } => MailKind::PasswordChanged,
            Self::NewDevice { .. } => MailKind::NewDevice,
            Self::SecondFactorChanged { .. } => MailKind::SecondFactorChanged,
            Self::KeyLeaked { .. } => MailKind::KeyLeaked,
            Self::KeysEnding { .. } => MailKind::KeysEnding,
            Self::Invitation { .. } => MailKind::Invitation,
        }
    }

    /// Whose link it brings, if that is known.
    pub fn user_id(&self) -> Option<&Id<User>> {
        match self {
            Self::EmailVerification { user_id } | Self::EmailChange { user_id } => Some(user_id),
            Self::PasswordReset { .. }
            | Self::EmailChanged { .. }
            | Self::PasswordChanged { .. }
            | Self::NewDevice { .. }
            | Self::SecondFactorChanged { .. }
            | Self::KeyLeaked { .. }
            | Self::KeysEnding { .. }
            | Self::Invitation { .. } => None,
        }
    }
}
