use parking_lot::{Condvar, FairMutex, Mutex};

/// A limit of memory that several computations share. It is handed out in the order in which it is asked for.
pub(crate) struct MemoryBudget {
    free_kib: Mutex<u64>,
    given_back: Condvar,
    /// Held by the one that is served next.
    turn: FairMutex<()>,
}

/// A part of a [`MemoryBudget`], until it is dropped.
pub(crate) struct Share<'a> {
    budget: &'a MemoryBudget,
    kib: u64,
}

impl MemoryBudget {
    pub(crate) fn new(kib: u64) -> Self {
        Self {
            free_kib: Mutex::new(kib),
            given_back: Condvar::new(),
            turn: FairMutex::new(()),
        }
    }

    /// Waits until as much is free. The caller does not ask for more than there is in all.
    pub(crate) fn take(&self, kib: u64) -> Share<'_> {
        let _turn = self.turn.lock();
        let mut free = self.free_kib.lock();
        self.given_back.wait_while(&mut free, |free| *free < kib);
        *free -= kib;
        Share { budget: self, kib }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.budget.free_kib.lock() += self.kib;
        // Only the one whose turn it is waits for it.
        self.budget.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_is_taken_at_once_than_there_is() {
        let (budget, taken) = (MemoryBudget::new(100), AtomicU64::new(0));
        thread::scope(|scope| {
            for kib in [60, 40, 100, 30, 50, 60] {
                let (budget, taken) = (&budget, &taken);
                scope.spawn(move || {
                    for _ in 0..100 {
                        let share = budget.take(kib);
                        let now = taken.fetch_add(kib, Ordering::SeqCst) + kib;
                        assert!(now <= 100, "{now}");
                        thread::yield_now();
                        taken.fetch_sub(kib, Ordering::SeqCst);
                        drop(share);
                    }
                });
            }
        });
        assert_eq!(*budget.free_kib.lock(), 100);
    }
}
