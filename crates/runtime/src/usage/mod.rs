//! How credentials were used, gathered in memory and written in batches, so that no request waits for a write.

mod keys;
mod rejections;
mod sessions;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sendook_domain::authentication::Credentials;
use sendook_domain::entities::{ApiKey, Session, StoredKey};
use sendook_domain::ports::{Ports, StoreError, UsageLog};
use sendook_domain::values::{Digest, Id};

use keys::KeyUsage;
use rejections::Rejections;
use sessions::SessionUsage;

/// How many secrets one transaction writes: few enough that no request waits long for it.
const BATCH: usize = 100;

/// The same at shutdown, when no request waits.
const LAST_BATCHES: usize = 1_000;

/// Gathers how keys and sessions are used. Flush it every half minute, and at shutdown. What cannot be written is kept
/// for the next flush.
#[derive(Default)]
pub struct UsageTracker {
    keys: KeyUsage,
    sessions: SessionUsage,
    rejections: Rejections,
}

impl UsageTracker {
    /// Writes everything at once. Copies of keys that were written are dropped from `credentials`, so that their holders
    /// see the new figures.
    ///
    /// # Errors
    /// The first error of the store. Everything that can be written is written all the same.
    pub fn flush(&self, ports: &Ports, credentials: &Credentials) -> Result<(), StoreError> {
        let begun = self.begin_flush(ports);
        while self.keys.write(LAST_BATCHES, ports, credentials)? > 0 {}
        begun
    }

    /// Writes the use of sessions and the rejected keys, and collects the use of keys for [`Self::flush_batch`].
    ///
    /// # Errors
    /// [`StoreError`]. Continue with the batches all the same.
    pub fn begin_flush(&self, ports: &Ports) -> Result<(), StoreError> {
        self.keys.collect();
        self.sessions.flush(ports).and(self.rejections.flush(ports))
    }

    /// Writes one batch of what was collected, and returns how many batches are left. A pause between two batches
    /// leaves the store to the requests.
    pub fn flush_batch(
        &self,
        ports: &Ports,
        credentials: &Credentials,
    ) -> Result<usize, StoreError> {
        let left = self.keys.write(BATCH, ports, credentials)?;
        Ok(left.div_ceil(BATCH))
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

    fn key_rejected(&self, key: &ApiKey, client: Option<IpAddr>, now: DateTime<Utc>) {
        self.rejections.add(key, client, now);
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
        self.keys.with_unwritten(read)
    }
}
