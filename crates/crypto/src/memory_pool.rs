use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::hash_memory::HashMemory;

/// How long memory is kept that no hash uses.
const KEPT: Duration = Duration::from_secs(30);

/// Memory that earlier hashes used, kept for later ones: one buffer for each hash that ever ran at the same time.
pub(crate) struct MemoryPool {
    usual_blocks: usize,
    /// A stack: the most recently used buffer is taken first.
    idle: Mutex<Vec<Idle>>,
}

/// A buffer that no hash uses.
struct Idle {
    memory: HashMemory,
    since: Instant,
    is_wiped: bool,
}

/// A memory for one hash, which goes back to the pool when dropped.
pub(crate) struct Borrowed<'a> {
    pool: &'a MemoryPool,
    memory: HashMemory,
}

impl MemoryPool {
    /// `usual_blocks`: how much each memory keeps between hashes, in KiB.
    pub(crate) fn new(usual_blocks: usize) -> Self {
        Self {
            usual_blocks,
            idle: Mutex::default(),
        }
    }

    pub(crate) fn borrow(&self) -> Borrowed<'_> {
        let idle = self.idle.lock().pop();
        Borrowed {
            pool: self,
            memory: idle.map(|idle| idle.memory).unwrap_or_default(),
        }
    }

    /// Overwrites what the last hashes left, one memory after the other, so that at most one is unavailable at a time.
    pub(crate) fn wipe(&self) {
        while let Some(mut idle) = self.take_used() {
            idle.memory.wipe();
            idle.is_wiped = true;
            self.idle.lock().push(idle);
        }
    }

    fn take_used(&self) -> Option<Idle> {
        let mut idle = self.idle.lock();
        let used = idle.iter().rposition(|idle| !idle.is_wiped)?;
        Some(idle.remove(used))
    }

    /// Gives the memory back to the system that no hash has used for [`KEPT`], as of `now`. Returns when the next may be
    /// due.
    pub(crate) fn release_unused(&self, now: Instant) -> Instant {
        let mut idle = self.idle.lock();
        idle.retain_mut(|idle| {
            let is_due = idle.since + KEPT <= now;
            if is_due {
                idle.memory.release();
            }
            !is_due
        });
        let oldest = idle.iter().map(|idle| idle.since).min();
        oldest.unwrap_or(now) + KEPT
    }
}

impl Deref for Borrowed<'_> {
    type Target = HashMemory;

    fn deref(&self) -> &HashMemory {
        &self.memory
    }
}

impl DerefMut for Borrowed<'_> {
    fn deref_mut(&mut self) -> &mut HashMemory {
        &mut self.memory
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let mut memory = std::mem::take(&mut self.memory);
        memory.release_beyond(self.pool.usual_blocks);
        if memory.is_held() {
            self.pool.idle.lock().push(Idle {
                memory,
                since: Instant::now(),
                is_wiped: false,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_hash_left_is_wiped() {
        let pool = MemoryPool::new(8);
        pool.borrow().at_least(8).unwrap()[0].as_mut()[0] = 7;
        assert_eq!(pool.borrow().at_least(8).unwrap()[0].as_ref()[0], 7);
        pool.wipe();
        assert!(pool.take_used().is_none());
        assert_eq!(pool.borrow().at_least(8).unwrap()[0].as_ref()[0], 0);
    }
}
