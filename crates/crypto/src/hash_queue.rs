use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use sendook_domain::values::ClientNetwork;

use crate::fair_queue::FairQueue;
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

/// Lets in so many at once. Networks are served in turn, and in each of them, first come, first served. If as many wait
/// as may, a request of a network that has fewer takes the place of the last of the network that has the most.
pub(crate) struct HashQueue {
    limits: HashQueueLimits,
    usual_blocks: usize,
    state: Mutex<State>,
}

/// While somebody waits, nothing is idle: a memory that comes back goes to whose turn it is.
struct State {
    idle: Vec<Idle>,
    waiting: FairQueue<ClientNetwork, Arc<Waiter>>,
}

/// A memory that no hash uses.
struct Idle {
    memory: HashMemory,
    since: Instant,
}

#[derive(Default)]
struct Waiter {
    turn: Condvar,
    outcome: Mutex<Option<Outcome>>,
}

enum Outcome {
    Admitted(HashMemory),
    Displaced,
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
            .map(|_| Idle::from(HashMemory::default()))
            .collect();
        Self {
            limits,
            usual_blocks,
            state: Mutex::new(State {
                idle,
                waiting: FairQueue::default(),
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
    pub(crate) fn enter(&self, network: ClientNetwork) -> Result<Permit<'_>, HashQueueFull> {
        let mut state = self.state.lock();
        if let Some(idle) = state.idle.pop() {
            return Ok(self.permit(idle.memory));
        }
        let waiting = state.waiting.len();
        if waiting >= self.limits.waiting {
            let displaced = state.waiting.displace_for(&network);
            displaced
                .ok_or(HashQueueFull::TooMany(waiting))?
                .tell(Outcome::Displaced);
        }
        let me = Arc::new(Waiter::default());
        state.waiting.push(network, Arc::clone(&me));
        let deadline = Instant::now() + self.limits.wait;
        loop {
            let timed_out = me.turn.wait_until(&mut state, deadline).timed_out();
            match me.outcome.lock().take() {
                Some(Outcome::Admitted(memory)) => return Ok(self.permit(memory)),
                Some(Outcome::Displaced) => {
                    return Err(HashQueueFull::TooMany(self.limits.waiting));
                }
                None if timed_out => {
                    state.waiting.retain(|other| !Arc::ptr_eq(other, &me));
                    return Err(HashQueueFull::TooLong(self.limits.wait));
                }
                None => {}
            }
        }
    }

    /// Gives the memory back to the system that no hash has used for `unused_for`, as of `now`. Tells when the next may
    /// be due, if any is still held and idle.
    pub(crate) fn release_unused(&self, now: Instant, unused_for: Duration) -> Option<Instant> {
        let mut state = self.state.lock();
        let mut next_due = None;
        for idle in state.idle.iter_mut().filter(|idle| idle.memory.is_held()) {
            let due = idle.since + unused_for;
            if due <= now {
                idle.memory.release();
            } else {
                next_due = Some(next_due.map_or(due, |next: Instant| next.min(due)));
            }
        }
        next_due
    }

    fn permit(&self, memory: HashMemory) -> Permit<'_> {
        Permit {
            queue: self,
            memory,
        }
    }

    fn give_back(&self, mut memory: HashMemory) {
        memory.release_beyond(self.usual_blocks);
        // The next hash overwrites the memory anyway; wiping it takes time that others would wait for.
        let Err(mut memory) = self.state.lock().hand_over(memory) else {
            return;
        };
        memory.wipe();
        let mut state = self.state.lock();
        if let Err(memory) = state.hand_over(memory) {
            state.idle.push(memory.into());
        }
    }
}

impl State {
    /// Gives the memory to whose turn it is, or back.
    fn hand_over(&mut self, memory: HashMemory) -> Result<(), HashMemory> {
        let Some(next) = self.waiting.pop() else {
            return Err(memory);
        };
        next.tell(Outcome::Admitted(memory));
        Ok(())
    }
}

impl Waiter {
    /// Called while the state is locked.
    fn tell(&self, outcome: Outcome) {
        *self.outcome.lock() = Some(outcome);
        self.turn.notify_one();
    }
}

impl From<HashMemory> for Idle {
    fn from(memory: HashMemory) -> Self {
        Self {
            memory,
            since: Instant::now(),
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.queue.give_back(std::mem::take(&mut self.memory));
    }
}
