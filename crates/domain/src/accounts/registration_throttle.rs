use std::sync::Arc;

use chrono::TimeDelta;

use super::RegistrationError;
use super::attempt_gate::{AttemptGate, Turn};
use crate::entities::RequestOrigin;
use crate::policies::REGISTRATIONS_PER_NETWORK;
use crate::ports::{FailureKey, Ports};

/// How many registrations of one network a server works on at once; the others wait for their turn.
const AT_ONCE: usize = 15;

/// Limits registrations by the client's network.
///
/// Every attempt with valid fields counts, before anything is looked up and whatever comes of it. If refused ones did not
/// count, 409 `email_taken` would tell for free which accounts exist; if those that met a full queue did not count, a full
/// queue would do so.
#[derive(Clone)]
pub struct RegistrationThrottle {
    ports: Ports,
    gate: Arc<AttemptGate>,
    enabled: bool,
}

/// Too many registrations: wait this long. At least a microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Too many registrations from this address. Wait before you try again.")]
pub struct TooManyRegistrations(pub TimeDelta);

impl RegistrationThrottle {
    /// Counts through the given ports, or not at all.
    pub fn new(ports: Ports, enabled: bool) -> Self {
        Self {
            ports,
            gate: Arc::default(),
            enabled,
        }
    }

    /// Counts an attempt, then waits while too many from the same network are under way.
    pub(super) fn begin(&self, origin: &RequestOrigin) -> Result<Option<Turn>, RegistrationError> {
        if !self.enabled {
            return Ok(None);
        }
        let key = FailureKey {
            // No e-mail address has this digest: each holds an `@`.
            account: Some(self.ports.digester.digest("registrations")),
            address: origin.network().to_string(),
        };
        self.count(&key)?;
        Ok(Some(self.gate.enter(vec![(key, AT_ONCE)])?))
    }

    fn count(&self, key: &FailureKey) -> Result<(), RegistrationError> {
        let now = self.ports.clock.now();
        let mut refused = None;
        let keys = std::slice::from_ref(key);
        self.ports.store.update_failures(keys, &mut |counts| {
            let before = counts.first().copied().flatten();
            let counted = REGISTRATIONS_PER_NETWORK.count(before, now);
            refused = counted.err();
            vec![counted.ok().or(before)]
        })?;
        refused.map_or(Ok(()), |wait| Err(TooManyRegistrations(wait).into()))
    }
}
