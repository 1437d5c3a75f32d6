use sendook_domain::ports::{Freshness, Invalidated, Position, StoreError};

use super::MemoryStore;
use super::paging::batch;

impl Freshness for MemoryStore {
    fn position(&self) -> Result<Position, StoreError> {
        let position = self.begin()?.invalidations.position();
        Ok(self.inner.lock().stale.unwrap_or(position))
    }

    fn invalidated_since(&self, since: &Position) -> Result<Invalidated, StoreError> {
        Ok(self.begin()?.invalidations.since(since))
    }

    fn forget_invalidations(&self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        let invalidations = &mut self.begin()?.invalidations;
        let superfluous = invalidations.kept.len().saturating_sub(batch(keep));
        let forgotten = superfluous.min(batch(limit));
        invalidations.kept.drain(..forgotten);
        invalidations.forgotten += forgotten;
        Ok(forgotten)
    }
}
