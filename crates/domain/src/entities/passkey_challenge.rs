use chrono::{DateTime, TimeDelta, Utc};

use super::{Factor, Session, User};
use crate::values::{Digest, Id};

/// A challenge that a passkey is to sign, once: what a store keeps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyChallenge {
    /// Of its text.
    pub digest: Digest,
    /// What an answer to it is good for, and nothing else.
    pub purpose: PasskeyPurpose,
    /// From this moment on it is no longer valid.
    pub expires_at: DateTime<Utc>,
}

/// What the answer to a challenge is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyPurpose {
    /// To log in, with nothing else.
    Login,
    /// To end a login whose password was right.
    SecondFactor {
        /// Who logs in.
        user_id: Id<User>,
        /// Of the token of that login.
        login: Digest,
    },
    /// To prove again who somebody is.
    Reauthentication {
        /// Who.
        user_id: Id<User>,
        /// In which session.
        session_id: Id<Session>,
    },
    /// To have a further passkey.
    Registration {
        /// Whose it is.
        user_id: Id<User>,
        /// In which session.
        session_id: Id<Session>,
        /// As which factor.
        factor_id: Id<Factor>,
    },
}

impl PasskeyChallenge {
    /// How long it is valid.
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(5);

    /// How many may wait for the same purpose of one session or one login: a few tabs can ask beside each other, and nobody fills the
    /// store.
    pub const AT_ONCE: usize = 5;

    /// Whether it may be answered at this moment.
    pub fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at
    }
}

impl PasskeyPurpose {
    /// Whether it is the same as another one, of the same session or login, but perhaps for another factor. Challenges to log in
    /// with nothing else are of nobody, so that no two are.
    pub fn same_session_or_login(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::SecondFactor { login, .. }, Self::SecondFactor { login: of, .. }) => login == of,
            (
                Self::Reauthentication { session_id, .. },
                Self::Reauthentication { session_id: of, .. },
            )
            | (Self::Registration { session_id, .. }, Self::Registration { session_id: of, .. }) => {
                session_id == of
            }
            _ => false,
        }
    }
}
