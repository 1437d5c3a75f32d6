use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// How a copy of a credential was used since somebody last asked, kept with the copy: there a request has it at hand,
/// and shares its lock with no request but those of the same credential. No part of the entity: two that
/// differ in it alone are equal, and a clone has none.
#[derive(Default)]
pub struct UseTally(Mutex<Option<CredentialUse>>);

/// Some requests with one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialUse {
    /// How many.
    pub requests: u64,
    /// When the last one came.
    pub last_at: DateTime<Utc>,
    /// Where it came from, if that is known.
    pub last_ip: Option<IpAddr>,
}

impl CredentialUse {
    /// One request.
    pub fn once(at: DateTime<Utc>, ip: Option<IpAddr>) -> Self {
        Self {
            requests: 1,
            last_at: at,
            last_ip: ip,
        }
    }

    /// Counts others in.
    pub fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        if other.last_at >= self.last_at {
            (self.last_at, self.last_ip) = (other.last_at, other.last_ip);
        }
    }
}

impl UseTally {
    /// Counts a use in, and tells whether it is the first since the tally was last taken.
    pub(crate) fn add(&self, more: &CredentialUse) -> bool {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *tally {
            Some(known) => {
                known.add(more);
                false
            }
            none => {
                *none = Some(*more);
                true
            }
        }
    }

    /// Whether nothing was counted since the tally was last taken.
    pub(crate) fn is_empty(&self) -> bool {
        let tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tally.is_none()
    }

    /// What was counted since the tally was last taken.
    pub(crate) fn total(&self) -> Option<CredentialUse> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what was counted.
    pub(crate) fn take(&self) -> Option<CredentialUse> {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tally.take()
    }
}

impl Clone for UseTally {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for UseTally {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for UseTally {}

impl fmt::Debug for UseTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UseTally")
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn uses_add_up_and_the_latest_tells_when_and_from_where() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let ip = |last| Some(IpAddr::from([192, 0, 2, last]));
        let tally = UseTally::default();
        assert!(tally.add(&CredentialUse::once(at(2), ip(2))));
        assert!(!tally.add(&CredentialUse::once(at(3), ip(3))));
        assert!(!tally.add(&CredentialUse::once(at(1), ip(1))));
        let all = CredentialUse {
            requests: 3,
            last_at: at(3),
            last_ip: ip(3),
        };
        assert_eq!(tally.take(), Some(all));
        assert_eq!(tally.take(), None);
        assert!(tally.add(&all), "after it was taken, the next is the first");
        assert_eq!(tally.clone().take(), None);
    }
}
