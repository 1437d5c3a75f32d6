use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::entities::Session;
use crate::ports::{Ports, StoreError};
use crate::values::Id;

/// Gathers when sessions were last used, so that no request has to wait for a write: flush it every half
/// minute, and at shutdown.
#[derive(Default)]
pub struct SessionUse {
    used: Mutex<HashMap<Id<Session>, DateTime<Utc>>>,
    /// Held while something is written: whoever flushes at shutdown must find what an earlier flush failed to
    /// write.
    flushing: Mutex<()>,
}

impl SessionUse {
    /// Notes that a session was used.
    pub fn note(&self, session: &Id<Session>, now: DateTime<Utc>) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        match used.get_mut(session) {
            Some(last) => *last = now.max(*last),
            None => {
                used.insert(session.clone(), now);
            }
        }
    }

    /// The last use of a session that was noted and not yet written.
    pub(crate) fn last(&self, session: &Id<Session>) -> Option<DateTime<Utc>> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.get(session).copied()
    }

    /// Writes what was gathered. What cannot be written is kept for the next time.
    ///
    /// # Errors
    /// What the store reports.
    pub fn flush(&self, ports: &Ports) -> Result<(), StoreError> {
        let _flushing = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        let used = std::mem::take(&mut *self.used.lock().unwrap_or_else(PoisonError::into_inner));
        if used.is_empty() {
            return Ok(());
        }
        let now = ports.clock.now();
        // A clock that was set back since must not have the use lie in the future.
        let used = used.into_iter().map(|(session, at)| (session, at.min(now)));
        let used: Vec<_> = used.collect();
        ports.store.touch_sessions(&used, now).inspect_err(|_| {
            for (session, at) in &used {
                self.note(session, *at);
            }
        })
    }
}
