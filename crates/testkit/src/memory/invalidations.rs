use sendook_domain::ports::{Freshness, Invalidated, Position, StoreError};
use sendook_domain::values::Digest;

use super::MemoryStore;
use super::paging::batch;

/// What was invalidated, in order; of the oldest, only how many there were.
#[derive(Default)]
pub(super) struct Invalidations {
    forgotten: usize,
    pub(super) kept: Vec<Digest>,
}

impl Invalidations {
    pub(super) fn position(&self) -> Position {
        let number = i64::try_from(self.forgotten + self.kept.len()).unwrap_or(i64::MAX);
        let mark = mark(number);
        Position { number, mark }
    }

    fn since(&self, since: &Position) -> Invalidated {
        let own = mark(since.number) == since.mark;
        let number = usize::try_from(since.number).ok().filter(|_| own);
        let unknown = number.and_then(|number| number.checked_sub(self.forgotten));
        Invalidated {
            digests: unknown
                .and_then(|first| self.kept.get(first..))
                .map(<[Digest]>::to_vec),
            up_to: self.position(),
        }
    }
}

/// There is one history only, so that its numbers tell its positions apart.
fn mark(number: i64) -> i64 {
    number.wrapping_add(1)
}

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
