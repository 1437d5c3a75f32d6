use chrono::{DateTime, TimeDelta, Utc};

use super::User;
use crate::values::{Digest, Id};

/// The right to set a new password for an account, once: what a store keeps of a reset link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordReset {
    /// Of the token in the link.
    pub digest: Digest,
    /// Whose password it sets.
    pub user_id: Id<User>,
    /// From this moment on it is no longer valid.
    pub expires_at: DateTime<Utc>,
}

impl PasswordReset {
    /// How long a link is valid.
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(30);

    /// Whether it may be used at this moment.
    pub fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_valid_until_its_end() {
        let end = DateTime::UNIX_EPOCH;
        let reset = PasswordReset {
            digest: Digest::from_bytes([7; 32]),
            user_id: Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap(),
            expires_at: end,
        };
        assert!(reset.is_valid_at(end - TimeDelta::microseconds(1)));
        assert!(!reset.is_valid_at(end));
    }
}
