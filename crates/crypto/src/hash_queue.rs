use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::hash_memory::HashMemory;

/// How many password hashes a server takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashQueueLimits {
    /// How many are computed at once. More than there are cores make each one slower, and none sooner
    /// done.
    pub at_once: NonZeroUsize,
    /// How many more may wait.
    pub waiting: usize,
    /// How long each of them may.
    pub wait: Duration,
}

/// Why a hash was not even begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashQueueFull {
    /// As many wait as may.
    #[error("the queue of password hashes is full: {0} are waiting")]
    TooMany(usize),
    /// The wait took too long.
    #[error("no password hash could begin within {} s", .0.as_secs_f32())]
    TooLong(Duration),
}

/// Lets in so many at once, first come, first served.
pub(crate) struct HashQueue {
    limits: HashQueueLimits,
    usual_blocks: usize,
    state: Mutex<State>,
}

/// While somebody waits, nothing is idle: a memory that comes back goes to the first who waits.
struct State {
    idle: Vec<HashMemory>,
    waiting: VecDeque<Arc<Waiter>>,
}

#[derive(Default)]
struct Waiter {
    turn: Condvar,
    memory: Mutex<Option<HashMemory>>,
}

/// The right to compute one hash, and the memory for it.
pub(crate) struct Permit<'a> {
    queue: &'a HashQueue,
    pub(crate) memory: HashMemory,
}

impl HashQueue {
    /// `usual_blocks`: the memory, in KiB, that every permit keeps between hashes.
    pub(crate) fn new(limits: HashQueueLimits, usual_blocks: usize) -> Self {
        let idle = (0..limits.at_once.get())
            .map(|_| HashMemory::default())
            .collect();
        Self {
            limits,
            usual_blocks,
            state: Mutex::new(State {
                idle,
                waiting: VecDeque::new(),
            }),
        }
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.limits.at_once.get() - self.state.lock().idle.len()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.state.lock().waiting.len()
    }

    /// Waits for a permit.
    pub(crate) fn enter(&self) -> Result<Permit<'_>, HashQueueFull> {
        let mut state = self.state.lock();
        if let Some(memory) = state.idle.pop() {
            return Ok(self.permit(memory));
        }
        if state.waiting.len() >= self.limits.waiting {
            return Err(HashQueueFull::TooMany(state.waiting.len()));
        }
        let me = Arc::new(Waiter::default());
        state.waiting.push_back(Arc::clone(&me));
        let deadline = Instant::now() + self.limits.wait;
        loop {
            let timed_out = me.turn.wait_until(&mut state, deadline).timed_out();
            if let Some(memory) = me.memory.lock().take() {
                return Ok(self.permit(memory));
            }
            if timed_out {
                state.waiting.retain(|other| !Arc::ptr_eq(other, &me));
                return Err(HashQueueFull::TooLong(self.limits.wait));
            }
        }
    }

    fn permit(&self, memory: HashMemory) -> Permit<'_> {
        Permit {
            queue: self,
            memory,
        }
    }

    fn give_back(&self, mut memory: HashMemory) {
        memory.shrink_to(self.usual_blocks);
        // The next hash overwrites the memory anyway; wiping it takes time that others would wait for.
        let Err(mut memory) = self.state.lock().hand_over(memory) else {
            return;
        };
        memory.wipe();
        let mut state = self.state.lock();
        if let Err(memory) = state.hand_over(memory) {
            state.idle.push(memory);
        }
    }
}

impl State {
    /// Gives the memory to the first who waits, or back.
    fn hand_over(&mut self, memory: HashMemory) -> Result<(), HashMemory> {
        let Some(first) = self.waiting.pop_front() else {
            return Err(memory);
        };
        *first.memory.lock() = Some(memory);
        first.turn.notify_one();
        Ok(())
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.queue.give_back(std::mem::take(&mut self.memory));
    }
}
