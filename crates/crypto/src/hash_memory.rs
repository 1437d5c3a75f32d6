use std::collections::TryReserveError;

use argon2::Block;
use zeroize::Zeroize;

/// The working memory of one hash after the other.
///
/// Reused on purpose: an allocation a hash fragments the allocator's arenas, which costs several
/// hundred MB under a load of logins where reused buffers take a tenth of that.
#[derive(Default)]
pub(crate) struct HashMemory(Vec<Block>);

impl HashMemory {
    /// At least `blocks` blocks of 1 KiB, allocated at the first use.
    pub(crate) fn at_least(&mut self, blocks: usize) -> Result<&mut [Block], TryReserveError> {
        let missing = blocks.saturating_sub(self.0.len());
        self.0.try_reserve_exact(missing)?;
        self.0.resize(self.0.len() + missing, Block::new());
        Ok(&mut self.0)
    }

    /// Overwrites what the last hash left: with it, guesses at its password would be cheap.
    pub(crate) fn wipe(&mut self) {
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }

    /// Gives back to the system what is beyond `blocks`, as one hash with higher parameters needed it.
    pub(crate) fn shrink_to(&mut self, blocks: usize) {
        if self.0.len() > blocks {
            self.wipe();
            self.0.truncate(blocks);
            self.0.shrink_to_fit();
        }
    }
}
