use sendook_domain::ports::{Invalidated, Position};
use sendook_domain::values::Digest;

/// What was invalidated, in order; of the oldest, only how many there were.
#[derive(Default)]
pub(super) struct Invalidations {
    pub(super) forgotten: usize,
    pub(super) kept: Vec<Digest>,
}

impl Invalidations {
    pub(super) fn position(&self) -> Position {
        let number = i64::try_from(self.forgotten + self.kept.len()).unwrap_or(i64::MAX);
        let mark = mark(number);
        Position { number, mark }
    }

    pub(super) fn since(&self, since: &Position) -> Invalidated {
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
