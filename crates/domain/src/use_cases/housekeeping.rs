use chrono::TimeDelta;

use super::SessionLifetimes;
use crate::policies::REGISTRATIONS_PER_NETWORK;
use crate::ports::{NARROWINGS_KEPT, Ports, StoreError};

/// How many rows of a kind one batch deletes: few enough that nobody waits for it. A store may take
/// them in smaller portions, as a session's tokens go with it.
const BATCH: u32 = 500;

/// The longest window of all counts: a younger one may still matter.
const LONGEST_WINDOW: TimeDelta = REGISTRATIONS_PER_NETWORK.window;

/// Deletes what is over: in small batches, in the background, on any number of servers at once.
pub struct Housekeeping {
    ports: Ports,
    lifetimes: SessionLifetimes,
    audit_retention: TimeDelta,
}

impl Housekeeping {
    /// Deletes sessions that have ended by these lifetimes, and audit lines older than the retention.
    pub fn new(ports: Ports, lifetimes: SessionLifetimes, audit_retention: TimeDelta) -> Self {
        Self {
            ports,
            lifetimes,
            audit_retention,
        }
    }

    /// Deletes one batch of each kind. Tells whether there may be more.
    ///
    /// # Errors
    /// What the store reports.
    pub fn sweep(&self) -> Result<bool, StoreError> {
        let now = self.ports.clock.now();
        let store = &self.ports.store;
        // Each has its turn: what hinders one must not keep the others for longer than was promised.
        let swept = [
            store.sweep_sessions(now, now - self.lifetimes.idle, BATCH),
            store.sweep_failures(now - LONGEST_WINDOW, BATCH),
            store.sweep_audit(now - self.audit_retention, BATCH),
            store.forget_narrowings(NARROWINGS_KEPT, BATCH),
        ];
        let swept = swept.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(swept.into_iter().any(|count| count == BATCH as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::{PER_ACCOUNT, PER_ADDRESS};

    #[test]
    fn no_count_has_a_longer_window_than_the_one_that_is_swept_by() {
        for rule in [PER_ACCOUNT, PER_ADDRESS] {
            assert!(rule.window <= LONGEST_WINDOW);
        }
    }
}
