use std::collections::TryReserveError;

use argon2::Block;
use zeroize::Zeroize;

/// Smallest reservation, in blocks of 1 KiB: more than 32 MiB, of which only what is used ever takes memory.
///
/// glibc maps a request of that size on its own, always, and unmaps it when it is freed. Smaller ones, freed once, teach
/// it to take the next ones from an arena instead and to keep up to twice as much there (`mallopt(3)`,
/// `M_MMAP_THRESHOLD`): what was released would stay with the process.
const LEAST_RESERVED: usize = 32 * 1024 + 1;

/// Working memory, used by one hash at a time.
///
/// Reused on purpose: an allocation for each hash costs some 5,000 page faults, a tenth of the time of a hash.
#[derive(Default)]
pub(crate) struct HashMemory(Vec<Block>);

impl HashMemory {
    /// At least `blocks` blocks of 1 KiB, allocated at the first use.
    pub(crate) fn at_least(&mut self, blocks: usize) -> Result<&mut [Block], TryReserveError> {
        if self.0.capacity() < blocks {
            self.release();
            self.0.try_reserve_exact(blocks.max(LEAST_RESERVED))?;
        }
        if self.0.len() < blocks {
            self.0.resize(blocks, Block::new());
        }
        Ok(&mut self.0)
    }

    /// How many blocks are held that a hash has used.
    #[cfg(test)]
    pub(crate) fn blocks(&self) -> usize {
        self.0.len()
    }

    /// Whether any memory is held.
    pub(crate) fn is_held(&self) -> bool {
        self.0.capacity() > 0
    }

    /// Overwrites what the last hash left: with it, guesses at its password would be cheap.
    pub(crate) fn wipe(&mut self) {
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }

    /// Gives all of it back to the system, wiped.
    pub(crate) fn release(&mut self) {
        self.wipe();
        self.0 = Vec::new();
    }

    /// Gives all of it back if it is more than `blocks`, as a hash with higher parameters needed it.
    pub(crate) fn release_beyond(&mut self, blocks: usize) {
        if self.0.len() > blocks {
            self.release();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_reused_and_grows() {
        let mut memory = HashMemory::default();
        assert!(!memory.is_held());
        let first = memory.at_least(8).unwrap().as_ptr();
        assert_eq!(memory.at_least(16).unwrap().as_ptr(), first);
        assert_eq!(
            memory.at_least(LEAST_RESERVED + 1).unwrap().len(),
            LEAST_RESERVED + 1
        );
    }

    #[test]
    fn what_is_released_is_held_no_longer() {
        let mut memory = HashMemory::default();
        memory.at_least(16).unwrap();
        memory.release_beyond(16);
        assert!(memory.is_held());
        memory.release_beyond(8);
        assert!(!memory.is_held());
    }
}
