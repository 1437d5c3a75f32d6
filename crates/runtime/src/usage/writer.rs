use std::sync::Arc;

use sendook_domain::authentication::Credentials;
use sendook_domain::ports::{ApiKeys, Ports, StoreError};
use sendook_domain::values::{DateTime, Utc};

use super::UsageTracker;

/// How many secrets one transaction writes: few enough that no request waits long for it.
const BATCH: usize = 100;

/// The same at shutdown, when no request waits.
const LAST_BATCHES: usize = 1_000;

/// Writes down what a [`UsageTracker`] gathered: every half minute, and at shutdown. What cannot be written is kept for the
/// next time. A clone writes the same.
#[derive(Clone)]
#[must_use = "the use of keys and sessions is lost if it is never written"]
pub struct UsageWriter(Arc<UsageTracker>);

impl UsageWriter {
    pub(super) fn of(tracker: Arc<UsageTracker>) -> Self {
        Self(tracker)
    }

    /// What gathers.
    pub fn tracker(&self) -> &Arc<UsageTracker> {
        &self.0
    }

    /// Writes everything at once. Copies of keys that were written are dropped from `credentials`, so that their holders
    /// see the new figures.
    ///
    /// # Errors
    /// The first error of the store. Everything that can be written is written all the same.
    pub fn flush(&self, ports: &Ports, credentials: &Credentials) -> Result<(), StoreError> {
        let begun = self.begin_flush(ports);
        let now = ports.clock.now();
        while self
            .0
            .keys
            .write(LAST_BATCHES, &*ports.store, now, credentials)?
            > 0
        {}
        begun
    }

    /// Writes at once how keys were used, to a store that keeps keys alone. Refused keys are forgotten: it is given no lines of their use. Copies are
    /// dropped as by [`flush`](Self::flush).
    ///
    /// # Errors
    /// What the store reports. What was not written is kept for the next time.
    pub fn flush_keys(
        &self,
        store: &dyn ApiKeys,
        now: DateTime<Utc>,
        credentials: &Credentials,
    ) -> Result<(), StoreError> {
        self.0.rejections.forget();
        self.0.keys.collect();
        while self.0.keys.write(LAST_BATCHES, store, now, credentials)? > 0 {}
        Ok(())
    }

    /// Writes the use of sessions and the rejected keys, and collects the use of keys for [`Self::flush_batch`].
    ///
    /// # Errors
    /// [`StoreError`]. Continue with the batches all the same.
    pub fn begin_flush(&self, ports: &Ports) -> Result<(), StoreError> {
        self.0.keys.collect();
        let sessions = self.0.sessions.flush(ports);
        sessions.and(self.0.rejections.flush(ports))
    }

    /// Writes one batch of what was collected, and returns how many batches are left. A pause between two batches
    /// leaves the store to the requests.
    pub fn flush_batch(
        &self,
        ports: &Ports,
        credentials: &Credentials,
    ) -> Result<usize, StoreError> {
        let now = ports.clock.now();
        let left = self.0.keys.write(BATCH, &*ports.store, now, credentials)?;
        Ok(left.div_ceil(BATCH))
    }
}
