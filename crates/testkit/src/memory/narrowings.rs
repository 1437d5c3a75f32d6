use sendook_domain::ports::{Freshness, Narrowed, Position, StoreError};
use sendook_domain::values::Digest;

use super::MemoryStore;
use super::paging::batch;

/// What was narrowed, in order; of the oldest, only how many there were.
#[derive(Default)]
pub(super) struct Narrowings {
    forgotten: usize,
    pub(super) kept: Vec<Digest>,
}

impl Narrowings {
    pub(super) fn position(&self) -> Position {
        let number = i64::try_from(self.forgotten + self.kept.len()).unwrap_or(i64::MAX);
        let mark = mark(number);
        Position { number, mark }
    }

    fn since(&self, since: &Position) -> Narrowed {
        let own = mark(since.number) == since.mark;
        let number = usize::try_from(since.number).ok().filter(|_| own);
        let unknown = number.and_then(|number| number.checked_sub(self.forgotten));
        Narrowed {
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
        let position = self.begin()?.narrowings.position();
        Ok(self.inner.lock().stale.unwrap_or(position))
    }

    fn narrowed_since(&self, since: &Position) -> Result<Narrowed, StoreError> {
        Ok(self.begin()?.narrowings.since(since))
    }

    fn forget_narrowings(&self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        let narrowings = &mut self.begin()?.narrowings;
        let superfluous = narrowings.kept.len().saturating_sub(batch(keep));
        let forgotten = superfluous.min(batch(limit));
        narrowings.kept.drain(..forgotten);
        narrowings.forgotten += forgotten;
        Ok(forgotten)
    }
}
