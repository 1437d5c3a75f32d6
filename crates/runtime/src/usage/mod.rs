//! How credentials were used, gathered in memory and written in batches, so that no request waits for a write.

mod day_counter;
mod rejections;
mod sessions;
mod writer;

use std::array;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use sendook_domain::authentication::Credentials;
use sendook_domain::entities::{
    ApiKey, AuditAction, Organization, RequestsByDay, Session, StoredKey,
};
use sendook_domain::ports::{ApiKeys, KeyUse, StoreError, UsageLog};
use sendook_domain::values::{BuildDigestHasher, Digest, Id};

use day_counter::DayCounter;
use rejections::Rejections;
use sessions::SessionUsage;

pub use writer::UsageWriter;

/// Number of locks that the secrets are spread over, so that requests on many cores seldom contend.
const SHARDS: usize = 16;

/// Gathers how keys and sessions are used, for a [`UsageWriter`] to write down.
pub struct UsageTracker {
    keys: KeyUsage,
    sessions: SessionUsage,
    rejections: Rejections,
}

impl UsageTracker {
    /// A tracker, and the only one that can write down what it gathers: there is none without the other, so that uses are
    /// not lost because nobody thought of writing them.
    pub fn new() -> (Arc<Self>, UsageWriter) {
        let tracker = Arc::new(Self {
            keys: KeyUsage::default(),
            sessions: SessionUsage::default(),
            rejections: Rejections::default(),
        });
        (Arc::clone(&tracker), UsageWriter::of(tracker))
    }
}

impl UsageLog for UsageTracker {
    fn key_used(
        &self,
        key: &StoredKey,
        secret: Digest,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        self.keys.add(key, secret, client, now);
    }

    fn key_rejected(
        &self,
        key: &ApiKey,
        why: AuditAction,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        self.rejections.add(key, why, client, now);
    }

    fn session_used(&self, session: &Id<Session>, now: DateTime<Utc>) {
        self.sessions.add(session, now);
    }

    fn unwritten_session_use(&self, session: &Id<Session>) -> Option<DateTime<Utc>> {
        self.sessions.last(session)
    }

    fn with_unwritten(
        &self,
        read: &mut dyn FnMut() -> Result<Vec<ApiKey>, StoreError>,
    ) -> Result<Vec<ApiKey>, StoreError> {
        self.keys.with_unwritten(read, |keys, used| {
            if let Some(key) = keys.iter_mut().find(|key| key.id == used.key_id) {
                used.add_to(key);
            }
        })
    }

    fn with_unwritten_requests(
        &self,
        counts: &dyn Fn(&Id<Organization>, &Id<ApiKey>) -> bool,
        read: &mut dyn FnMut() -> Result<RequestsByDay, StoreError>,
    ) -> Result<RequestsByDay, StoreError> {
        self.keys.with_unwritten(read, |requests, used| {
            if counts(&used.organization_id, &used.key_id) {
                requests.extend(used.requests.days());
            }
        })
    }
}

/// How the secrets of keys were used.
struct KeyUsage {
    used: [Mutex<HashMap<Digest, SecretUse, BuildDigestHasher>>; SHARDS],
    /// What a flush still has to write, the secrets of a key next to each other. Held during a write, so that a flush at
    /// shutdown waits for the batch under way, and that a reader counts every use once.
    unwritten: Mutex<Vec<(Digest, SecretUse)>>,
}

#[derive(Clone)]
struct SecretUse {
    organization_id: Id<Organization>,
    key_id: Id<ApiKey>,
    /// When the secret was issued, and its hint: distinguishes it from the other secret of its key.
    issued: (DateTime<Utc>, String),
    requests: DayCounter,
    last_at: DateTime<Utc>,
    last_ip: Option<IpAddr>,
}

impl Default for KeyUsage {
    fn default() -> Self {
        Self {
            used: array::from_fn(|_| Mutex::default()),
            unwritten: Mutex::default(),
        }
    }
}

impl KeyUsage {
    /// Adds one request.
    fn add(&self, key: &StoredKey, secret: Digest, client: Option<IpAddr>, now: DateTime<Utc>) {
        let mut used = self.used[shard(&secret)].lock();
        match used.get_mut(&secret) {
            Some(known) => known.add(now, client),
            None => {
                used.insert(secret, SecretUse::first(key, client, now));
            }
        }
    }

    /// Moves everything added since the last call to the unwritten uses.
    fn collect(&self) {
        let mut unwritten = self.unwritten.lock();
        let mut all: HashMap<_, _, BuildDigestHasher> = unwritten.drain(..).collect();
        for shard in &self.used {
            for (secret, more) in std::mem::take(&mut *shard.lock()) {
                match all.entry(secret) {
                    Entry::Vacant(vacant) => {
                        vacant.insert(more);
                    }
                    Entry::Occupied(mut known) => {
                        known.get_mut().merge(&more);
                    }
                }
            }
        }
        unwritten.extend(all);
        unwritten.sort_unstable_by(|(_, one), (_, other)| one.key_id.cmp(&other.key_id));
    }

    /// Writes the last `most` unwritten secrets, and returns how many are left.
    fn write(
        &self,
        most: usize,
        store: &dyn ApiKeys,
        now: DateTime<Utc>,
        credentials: &Credentials,
    ) -> Result<usize, StoreError> {
        let mut unwritten = self.unwritten.lock();
        let left = unwritten.len().saturating_sub(most);
        let batch = &unwritten[left..];
        if !batch.is_empty() {
            store.record_key_use(&by_key(batch, now), now)?;
            credentials.forget(batch.iter().map(|(digest, _)| digest));
        }
        unwritten.truncate(left);
        if left == 0 {
            // Memory that one busy hour needed must not be held forever.
            *unwritten = Vec::new();
        }
        Ok(left)
    }

    /// Reads what was written, and adds to it each use that was not.
    fn with_unwritten<T>(
        &self,
        read: &mut dyn FnMut() -> Result<T, StoreError>,
        add: impl Fn(&mut T, &SecretUse),
    ) -> Result<T, StoreError> {
        let unwritten = self.unwritten.lock();
        let mut all = read()?;
        unwritten.iter().for_each(|(_, used)| add(&mut all, used));
        for shard in &self.used {
            shard.lock().values().for_each(|used| add(&mut all, used));
        }
        Ok(all)
    }
}

/// Which lock a secret belongs to, by other bytes than the maps hash by.
fn shard(secret: &Digest) -> usize {
    usize::from(secret.as_bytes()[31]) % SHARDS
}

impl SecretUse {
    fn first(key: &StoredKey, client: Option<IpAddr>, now: DateTime<Utc>) -> Self {
        let secret = key.presented();
        Self {
            organization_id: key.key.organization_id.clone(),
            key_id: key.key.id.clone(),
            issued: (secret.created_at, secret.hint.clone()),
            requests: DayCounter::new(now),
            last_at: now,
            last_ip: client,
        }
    }

    fn add(&mut self, now: DateTime<Utc>, client: Option<IpAddr>) {
        self.requests.add(now);
        self.see(now, client);
    }

    fn merge(&mut self, other: &Self) {
        self.requests.merge(&other.requests);
        self.see(other.last_at, other.last_ip);
    }

    fn see(&mut self, last_at: DateTime<Utc>, last_ip: Option<IpAddr>) {
        if last_at >= self.last_at {
            (self.last_at, self.last_ip) = (last_at, last_ip);
        }
    }

    fn add_to(&self, key: &mut ApiKey) {
        key.request_count += self.requests.total();
        if key.last_used_at.is_none_or(|known| known <= self.last_at) {
            (key.last_used_at, key.last_used_ip) = (Some(self.last_at), self.last_ip);
        }
        let secrets = [Some(&mut key.secret), key.previous.as_mut()];
        for secret in secrets.into_iter().flatten() {
            if (secret.created_at, &secret.hint) == (self.issued.0, &self.issued.1) {
                secret.last_used_at = secret.last_used_at.max(Some(self.last_at));
            }
        }
    }
}

/// The use of each key, from that of its secrets, which are next to each other. No time is after
/// `now`, even if the clock was set back since.
fn by_key(secrets: &[(Digest, SecretUse)], now: DateTime<Utc>) -> Vec<KeyUse> {
    let same_key =
        |(_, one): &(_, SecretUse), (_, other): &(_, SecretUse)| one.key_id == other.key_id;
    let keys = secrets.chunk_by(same_key).map(|secrets| {
        let mut total = secrets[0].1.clone();
        for (_, more) in &secrets[1..] {
            total.merge(more);
        }
        let last_uses = secrets.iter();
        KeyUse {
            key_id: total.key_id,
            requests: total.requests.until(now.date_naive()),
            last_at: total.last_at.min(now),
            last_ip: total.last_ip,
            secrets: last_uses
                .map(|(digest, used)| (*digest, used.last_at.min(now)))
                .collect(),
        }
    });
    keys.collect()
}
