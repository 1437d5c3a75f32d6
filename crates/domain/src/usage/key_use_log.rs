use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::after_end_log::AfterEndLog;
use crate::authentication::Credentials;
use crate::entities::{ApiKey, CredentialUse, Organization, StoredKey};
use crate::ports::{KeyUse, Ports, StoreError};
use crate::values::Id;
use crate::values::{BuildDigestHasher, Digest};

/// How many secrets one transaction is about: few enough that no request waits long for it.
const BATCH: usize = 100;

/// So many if nobody else wants the store any more.
const LAST_BATCHES: usize = 1_000;

/// Gathers how keys are used, so that no request has to wait for a write: flush it every half minute, batch by
/// batch, and at shutdown.
///
/// Where copies of keys are kept, a use is first counted in the tally of the copy, which the request has at hand.
/// Which copies have one is listed, so that a copy which is dropped meanwhile loses nothing.
#[derive(Default)]
pub struct KeyUseLog {
    /// Each copy whose tally is not empty, and the secret that it was found by.
    tallied: Mutex<Vec<(Digest, Arc<StoredKey>)>>,
    most_tallied: usize,
    /// What was taken from tallies.
    used: Mutex<Used>,
    after_end: AfterEndLog,
    /// What a flush has still to write, the secrets of a key side by side. Held while some of it is written: whoever flushes
    /// at shutdown waits for a batch that is under way.
    unwritten: Mutex<Vec<(Digest, SecretUse)>>,
}

/// The use of each secret.
type Used = HashMap<Digest, SecretUse, BuildDigestHasher>;

#[derive(Clone)]
struct SecretUse {
    key_id: Id<ApiKey>,
    /// When the secret was issued, and its hint: what tells it from the other one of its key.
    issued: (DateTime<Utc>, String),
    total: CredentialUse,
}

impl KeyUseLog {
    /// `copies` is of how many keys copies are kept ([`Credentials::new`]): so many tallies are listed at most, and their
    /// keys held on to. Whatever is used beyond is summed up at once. The default is for no copies.
    pub fn new(copies: usize) -> Self {
        Self {
            most_tallied: copies,
            ..Self::default()
        }
    }

    /// Notes that a key let a request in.
    pub fn note(
        &self,
        stored: &Arc<StoredKey>,
        secret: Digest,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        if !stored.tally.add(&CredentialUse::once(now, client)) {
            return;
        }
        let mut tallied = self.tallied();
        if tallied.len() < self.most_tallied {
            return tallied.push((secret, Arc::clone(stored)));
        }
        drop(tallied);
        if let Some(total) = stored.tally.take() {
            add(&mut self.used(), secret, SecretUse::of(stored, total));
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

    /// Writes all that was gathered, as fast as it can, and sees to it that these keys are read anew, so that their
    /// holders see it. What cannot be written is kept for the next time.
    ///
    /// # Errors
    /// What the store reports.
    pub fn flush(&self, ports: &Ports, credentials: &Credentials) -> Result<(), StoreError> {
        let mut unwritten = self.unwritten();
        self.sum_up(&mut unwritten);
        while write(&mut unwritten, LAST_BATCHES, ports, credentials)? > 0 {}
        self.after_end.tell(ports)
    }

    /// Begins to do what [`Self::flush`] does: [`Self::flush_batch`] goes on with it.
    ///
    /// # Errors
    /// What the store reports. Go on all the same.
    pub fn begin_flush(&self, ports: &Ports) -> Result<(), StoreError> {
        self.sum_up(&mut self.unwritten());
        self.after_end.tell(ports)
    }

    /// Writes a batch of what was gathered when the flush began, and tells how many batches are left: whoever rests
    /// in between leaves the store to the requests.
    ///
    /// # Errors
    /// What the store reports.
    pub fn flush_batch(
        &self,
        ports: &Ports,
        credentials: &Credentials,
    ) -> Result<usize, StoreError> {
        let left = write(&mut self.unwritten(), BATCH, ports, credentials)?;
        Ok(left.div_ceil(BATCH))
    }

    /// Reads keys as people shall see them: with what this server knows of their use and has not written yet. Looks
    /// through all that was gathered, so that it is for pages rather than for programs.
    ///
    /// # Errors
    /// What `read` reports.
    pub fn up_to_date<E>(
        &self,
        read: impl FnOnce() -> Result<Vec<ApiKey>, E>,
    ) -> Result<Vec<ApiKey>, E> {
        // Held so that nothing is written in between, and counted twice or not at all.
        let unwritten = self.unwritten();
        let mut keys = read()?;
        let mut count_in = |used: &SecretUse| {
            if let Some(key) = keys.iter_mut().find(|key| key.id == used.key_id) {
                used.count_in(key);
            }
        };
        unwritten.iter().for_each(|(_, used)| count_in(used));
        self.used().values().for_each(&mut count_in);
        // Requests must not wait for the list.
        let listed = std::mem::take(&mut *self.tallied());
        for (_, stored) in &listed {
            if let Some(total) = stored.tally.total() {
                let wanted = keys.iter_mut().find(|key| key.id == stored.key.id);
                if let Some(key) = wanted {
                    SecretUse::of(stored, total).count_in(key);
                }
            }
        }
        let mut tallied = self.tallied();
        let newer = std::mem::replace(&mut *tallied, listed);
        tallied.extend(newer);
        Ok(keys)
    }

    /// Adds what came since to what is unwritten.
    fn sum_up(&self, unwritten: &mut Vec<(Digest, SecretUse)>) {
        let tallied = std::mem::take(&mut *self.tallied());
        let mut used = std::mem::take(&mut *self.used());
        for (secret, stored) in tallied {
            if let Some(total) = stored.tally.take() {
                add(&mut used, secret, SecretUse::of(&stored, total));
            }
        }
        for (secret, known) in unwritten.drain(..) {
            add(&mut used, secret, known);
        }
        unwritten.extend(used);
        unwritten.sort_unstable_by(|(_, one), (_, other)| one.key_id.cmp(&other.key_id));
    }

    fn unwritten(&self) -> MutexGuard<'_, Vec<(Digest, SecretUse)>> {
        self.unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn tallied(&self) -> MutexGuard<'_, Vec<(Digest, Arc<StoredKey>)>> {
        self.tallied.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretUse {
    fn of(stored: &StoredKey, total: CredentialUse) -> Self {
        let secret = stored.presented();
        Self {
            key_id: stored.key.id.clone(),
            issued: (secret.created_at, secret.hint.clone()),
            total,
        }
    }

    /// Counts itself in where the key and its secret show how they were used.
    fn count_in(&self, key: &mut ApiKey) {
        let CredentialUse {
            requests,
            last_at,
            last_ip,
        } = self.total;
        key.request_count += requests;
        if key.last_used_at.is_none_or(|known| known <= last_at) {
            (key.last_used_at, key.last_used_ip) = (Some(last_at), last_ip);
        }
        for secret in [Some(&mut key.secret), key.previous.as_mut()]
            .into_iter()
            .flatten()
        {
            if (secret.created_at, &secret.hint) == (self.issued.0, &self.issued.1) {
                secret.last_used_at = secret.last_used_at.max(Some(last_at));
            }
        }
    }
}

fn add(used: &mut Used, secret: Digest, more: SecretUse) {
    match used.entry(secret) {
        Entry::Vacant(vacant) => {
            vacant.insert(more);
        }
        Entry::Occupied(mut known) => known.get_mut().total.add(&more.total),
    }
}

/// Writes the last `most` of what is unwritten, and tells how many are left.
fn write(
    unwritten: &mut Vec<(Digest, SecretUse)>,
    most: usize,
    ports: &Ports,
    credentials: &Credentials,
) -> Result<usize, StoreError> {
    let left = unwritten.len().saturating_sub(most);
    let batch = &unwritten[left..];
    if !batch.is_empty() {
        let now = ports.clock.now();
        ports.store.record_key_use(&by_key(batch, now), now)?;
        credentials.forget(batch.iter().map(|(digest, _)| digest));
    }
    unwritten.truncate(left);
    if left == 0 {
        // A busy hour must not take its memory for ever.
        *unwritten = Vec::new();
    }
    Ok(left)
}

/// The use of each key, by that of its secrets, which lie side by side. None of it is after `now`: a clock that was set back
/// since must not have it lie in the future.
fn by_key(secrets: &[(Digest, SecretUse)], now: DateTime<Utc>) -> Vec<KeyUse> {
    let of_one_key =
        |(_, one): &(_, SecretUse), (_, other): &(_, SecretUse)| one.key_id == other.key_id;
    let keys = secrets.chunk_by(of_one_key);
    keys.filter_map(|secrets| {
        let (_, first) = secrets.first()?;
        let mut total = first.total;
        secrets[1..]
            .iter()
            .for_each(|(_, used)| total.add(&used.total));
        Some(KeyUse {
            key_id: first.key_id.clone(),
            requests: total.requests,
            last_at: total.last_at.min(now),
            last_ip: total.last_ip,
            secrets: secrets
                .iter()
                .map(|(digest, used)| (*digest, used.total.last_at.min(now)))
                .collect(),
        })
    })
    .collect()
}
