use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::after_end_log::AfterEndLog;
use crate::auth::Credentials;
use crate::credentials::{BuildDigestHasher, Digest};
use crate::entities::{ApiKey, Organization};
use crate::ports::{KeyUse, Ports, StoreError};
use crate::values::Id;

/// How many secrets one transaction is about: few enough that nobody waits for it.
const BATCH: usize = 500;

/// Gathers how keys are used, so that no request has to wait for a write: flush it every half minute, and at
/// shutdown.
#[derive(Default)]
pub struct KeyUseLog {
    used: Mutex<Used>,
    after_end: AfterEndLog,
    /// Held by a flush: the one at shutdown has to wait for one that is under way, and for what that gives
    /// back.
    flushing: Mutex<()>,
}

/// The use of each secret.
type Used = HashMap<Digest, SecretUse, BuildDigestHasher>;

struct SecretUse {
    key_id: Id<ApiKey>,
    requests: u64,
    last_at: DateTime<Utc>,
    last_ip: Option<IpAddr>,
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
        let known = used.entry(secret).or_insert_with(|| SecretUse {
            key_id: key.clone(),
            requests: 0,
            last_at: now,
            last_ip: client,
        });
        known.requests += 1;
        if now >= known.last_at {
            (known.last_at, known.last_ip) = (now, client);
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
        let mut used = used.into_iter().collect::<Vec<_>>();
        used.sort_unstable_by(|(_, one), (_, other)| one.key_id.cmp(&other.key_id));
        while !used.is_empty() {
            let batch = used.split_off(used.len().saturating_sub(BATCH));
            if let Err(error) = ports.store.record_key_use(&by_key(&batch)) {
                self.take_back(used.into_iter().chain(batch));
                return Err(error);
            }
            credentials.forget(batch.iter().map(|(digest, _)| digest));
        }
        self.after_end.tell(ports)
    }

    fn take_back(&self, unwritten: impl Iterator<Item = (Digest, SecretUse)>) {
        let mut used = self.used();
        for (digest, older) in unwritten {
            match used.entry(digest) {
                Entry::Vacant(vacant) => {
                    vacant.insert(older);
                }
                Entry::Occupied(mut newer) => newer.get_mut().requests += older.requests,
            }
        }
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The use of each key, by that of its secrets, which lie side by side.
fn by_key(secrets: &[(Digest, SecretUse)]) -> Vec<KeyUse> {
    let of_one_key =
        |(_, one): &(_, SecretUse), (_, other): &(_, SecretUse)| one.key_id == other.key_id;
    let keys = secrets.chunk_by(of_one_key);
    keys.filter_map(|secrets| {
        let (_, last) = secrets.iter().max_by_key(|(_, used)| used.last_at)?;
        Some(KeyUse {
            key_id: last.key_id.clone(),
            requests: secrets.iter().map(|(_, used)| used.requests).sum(),
            last_at: last.last_at,
            last_ip: last.last_ip,
            secrets: secrets
                .iter()
                .map(|(digest, used)| (*digest, used.last_at))
                .collect(),
        })
    })
    .collect()
}
