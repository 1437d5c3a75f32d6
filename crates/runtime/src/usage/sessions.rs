use std::collections::HashMap;

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use sendook_domain::entities::Session;
use sendook_domain::ports::{Ports, StoreError};
use sendook_domain::values::Id;

/// When sessions were last used.
#[derive(Default)]
pub(super) struct SessionUsage {
    used: Mutex<HashMap<Id<Session>, DateTime<Utc>>>,
    /// Held during a write: the flush at shutdown must find what an earlier one failed to write.
    flushing: Mutex<()>,
}

impl SessionUsage {
    pub(super) fn add(&self, session: &Id<Session>, now: DateTime<Utc>) {
        let mut used = self.used.lock();
        match used.get_mut(session) {
            Some(last) => *last = now.max(*last),
            None => {
                used.insert(session.clone(), now);
            }
        }
    }

    pub(super) fn last(&self, session: &Id<Session>) -> Option<DateTime<Utc>> {
        self.used.lock().get(session).copied()
    }

    pub(super) fn flush(&self, ports: &Ports) -> Result<(), StoreError> {
        let _flushing = self.flushing.lock();
        let used = std::mem::take(&mut *self.used.lock());
        if used.is_empty() {
            return Ok(());
        }
        let now = ports.clock.now();
        // A clock that was set back since must not put the use into the future.
        let used = used.into_iter().map(|(session, at)| (session, at.min(now)));
        let used: Vec<_> = used.collect();
        ports.store.touch_sessions(&used, now).inspect_err(|_| {
            for (session, at) in &used {
                self.add(session, *at);
            }
        })
    }
}
