use std::hash::BuildHasher as _;

use sendook::domain::ports::{Freshness, Invalidated, Position, StoreError};

use super::state::{Keys, State};

/// What lets a server judge most requests by a copy, and still refuse a deleted key on the next one.
impl Freshness for Keys {
    fn position(&self) -> Result<Position, StoreError> {
        Ok(self.position_in(&self.begin()))
    }

    fn invalidated_since(&self, since: &Position) -> Result<Invalidated, StoreError> {
        let state = self.begin();
        let number = usize::try_from(since.number).ok();
        // `None` where it is not known: before what was forgotten, beyond what there is, or in another process.
        let digests = number
            .filter(|_| since.mark == self.mark(since.number))
            .and_then(|number| number.checked_sub(state.forgotten))
            .and_then(|first| state.invalidated.get(first..))
            .map(<[_]>::to_vec);
        Ok(Invalidated {
            digests,
            up_to: self.position_in(&state),
        })
    }

    fn forget_invalidations(&self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        let mut state = self.begin();
        let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let superfluous = state.invalidated.len().saturating_sub(count(keep));
        let forgotten = superfluous.min(count(limit));
        state.invalidated.drain(..forgotten);
        state.forgotten += forgotten;
        Ok(forgotten)
    }
}

impl Keys {
    fn position_in(&self, state: &State) -> Position {
        let number = state.forgotten + state.invalidated.len();
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let mark = self.mark(number);
        Position { number, mark }
    }

    fn mark(&self, number: i64) -> i64 {
        self.marks.hash_one(number).cast_signed()
    }
}
