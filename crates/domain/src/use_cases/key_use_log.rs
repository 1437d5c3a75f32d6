use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::after_end_log::AfterEndLog;
use crate::auth::Credentials;
use crate::credentials::Digest;
use crate::entities::{ApiKey, Organization};
use crate::ports::{KeyUse, Ports, StoreError};
use crate::values::Id;

/// How many keys one transaction is about: few enough that nobody waits for it.
const BATCH: usize = 500;

/// Gathers how keys are used, so that no request has to wait for a write: flush it every half minute, and at
/// shutdown.
#[derive(Default)]
pub struct KeyUseLog {
    used: Mutex<HashMap<Id<ApiKey>, KeyUse>>,
    after_end: AfterEndLog,
    /// Held by a flush: the one at shutdown has to wait for one that is under way, and for what that gives
    /// back.
    flushing: Mutex<()>,
}

impl KeyUseLog {
    /// Notes that a key let a request in.
    pub fn note(
        &self,
        key: &Id<ApiKey>,
        secret: Digest,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        let mut used = self.used();
        let Some(known) = used.get_mut(key) else {
            let first = KeyUse {
                key_id: key.clone(),
                requests: 1,
                last_at: now,
                last_ip: client,
                secrets: vec![(secret, now)],
            };
            used.insert(key.clone(), first);
            return;
        };
        known.requests += 1;
        if now >= known.last_at {
            (known.last_at, known.last_ip) = (now, client);
        }
        match known
            .secrets
            .iter_mut()
            .find(|(digest, _)| *digest == secret)
        {
            Some((_, last)) => *last = now.max(*last),
            None => known.secrets.push((secret, now)),
        }
    }

    /// Notes that a key was refused that had been good once.
    pub fn note_after_end(
        &self,
        key: &Id<ApiKey>,
        organization: &Id<Organization>,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        self.after_end.note(key, organization, client, now);
    }

    /// Writes what was gathered, and sees to it that these keys are read anew, so that their holders see it. What
    /// cannot be written is kept for the next time.
    ///
    /// # Errors
    /// What the store reports.
    pub fn flush(&self, ports: &Ports, credentials: &Credentials) -> Result<(), StoreError> {
        let _one_after_the_other = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        let used = std::mem::take(&mut *self.used());
        let mut used = used.into_values().collect::<Vec<_>>();
        while !used.is_empty() {
            let batch = used.split_off(used.len().saturating_sub(BATCH));
            if let Err(error) = ports.store.record_key_use(&batch) {
                self.take_back(used.into_iter().chain(batch));
                return Err(error);
            }
            let secrets = batch.iter().flat_map(|used| &used.secrets);
            credentials.forget(secrets.map(|(digest, _)| digest));
        }
        self.after_end.tell(ports)
    }

    fn take_back(&self, unwritten: impl Iterator<Item = KeyUse>) {
        let mut used = self.used();
        for older in unwritten {
            match used.get_mut(&older.key_id) {
                None => {
                    used.insert(older.key_id.clone(), older);
                }
                Some(newer) => {
                    newer.requests += older.requests;
                    let unknown = older.secrets.into_iter().filter(|(digest, _)| {
                        newer.secrets.iter().all(|(known, _)| known != digest)
                    });
                    newer.secrets.extend(unknown.collect::<Vec<_>>());
                }
            }
        }
    }

    fn used(&self) -> MutexGuard<'_, HashMap<Id<ApiKey>, KeyUse>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
