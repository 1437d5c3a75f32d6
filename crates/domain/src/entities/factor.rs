use chrono::{DateTime, TimeDelta, Utc};

use super::User;
use crate::named::named;
use crate::values::{CredentialId, Digest, FactorName, Id, IdKind};

/// Something that a person has, by which they prove who they are beside the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Identifies the factor; never changes.
    pub id: Id<Factor>,
    /// Whose it is.
    pub user_id: Id<User>,
    /// What it is.
    pub kind: FactorKind,
    /// What the person calls it.
    pub name: FactorName,
    /// When it was offered.
    pub created_at: DateTime<Utc>,
    /// When the person showed for the first time that they have it. `None`: it counts for nothing yet.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When it was last accepted, in a login or as a proof. `None`: never since it was set up.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Factor {
    /// How many a person may have.
    pub const MAX: usize = 20;

    /// How long an offered one waits to be confirmed.
    pub const OFFERED_FOR: TimeDelta = TimeDelta::hours(1);
}

impl IdKind for Factor {
    const PREFIX: &'static str = "factor";
}

named! {
    /// What a factor is.
    pub enum FactorKind, else UnknownFactorKind {
        /// An app that computes codes of the time and a secret (RFC 6238).
        Totp = "totp",
        /// A key pair in a device or an account of a browser (`WebAuthn`).
        Passkey = "passkey",
    }
}

named! {
    /// What a person can show as their second factor.
    pub enum FactorMethod, else UnknownFactorMethod {
        /// The code of an authenticator app.
        Totp = "totp",
        /// A passkey.
        Passkey = "passkey",
        /// A recovery code.
        RecoveryCode = "recovery_code",
    }
}

/// A text that names no method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no second factor of this name.")]
pub struct UnknownFactorMethod;

impl From<FactorKind> for FactorMethod {
    fn from(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Totp => Self::Totp,
            FactorKind::Passkey => Self::Passkey,
        }
    }
}

/// A text that names no kind of factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no kind of factor of this name.")]
pub struct UnknownFactorKind;

/// A factor with what it is verified by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFactor {
    /// The factor as people see it.
    pub factor: Factor,
    /// Of an app, its secret, sealed; of a passkey, its public credential.
    pub secret: Vec<u8>,
    /// Of an app, the last time step that was accepted; of a passkey, the last number of its signature counter. Begins at 0.
    pub counter: i64,
    /// By what a passkey is found that is shown without a name.
    pub credential_id: Option<CredentialId>,
}

/// What a person showed as their second factor. It is used up in the step that it makes possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactorUse {
    /// Something that a factor made, whose counter moves on.
    Factor {
        /// Which one.
        id: Id<Factor>,
        /// What its counter is from now on.
        counter: i64,
    },
    /// The recovery code with this digest.
    RecoveryCode(Digest),
}

/// Whether a counter of a factor may move from `before` to `after`: only on, so that nothing is accepted twice. One that stays at 0
/// does not count, as passkeys may (`WebAuthn` level 3, section 6.1.1).
pub fn may_move_counter(before: i64, after: i64) -> bool {
    after > before || (after == 0 && before == 0)
}

/// A login whose password was right, and that waits for the second factor: what a store keeps of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactorLogin {
    /// Of the token.
    pub digest: Digest,
    /// Who logs in.
    pub user_id: Id<User>,
    /// From this moment on it is no longer valid.
    pub expires_at: DateTime<Utc>,
}

impl SecondFactorLogin {
    /// How long it waits.
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(5);

    /// Whether it may be used at this moment.
    pub fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_moves_on_or_does_not_count() {
        for (before, after, may) in [
            (0, 0, true),
            (0, 1, true),
            (1, 1, false),
            (2, 1, false),
            (1, 0, false),
            (1, 2, true),
        ] {
            assert_eq!(may_move_counter(before, after), may, "{before} to {after}");
        }
    }

    #[test]
    fn a_login_waits_until_its_end() {
        let end = DateTime::UNIX_EPOCH;
        let login = SecondFactorLogin {
            digest: Digest::from_bytes([7; 32]),
            user_id: Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap(),
            expires_at: end,
        };
        assert!(login.is_valid_at(end - TimeDelta::microseconds(1)));
        assert!(!login.is_valid_at(end));
    }
}
