//! The queue in front of the password hashes. Waiting in it does not occupy a thread.

mod fair_queue;
#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::{self, available_parallelism};
use std::time::Duration;

use actix_web::rt::time::timeout;
use parking_lot::Mutex;
use sendook_domain::ports::{HashError, PasswordHasher};
use sendook_domain::values::ClientNetwork;
use tokio::sync::oneshot;

use crate::error::Problem;
use fair_queue::FairQueue;

/// How many password hashes a server takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashQueueLimits {
    /// How many are computed at once. More than there are cores make each one slower, and none sooner
    /// done.
    pub at_once: NonZeroUsize,
    /// How many more may wait in the queue.
    pub waiting: usize,
    /// How long each of them may wait.
    pub wait: Duration,
}

/// How busy the queue of password hashes is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashQueueLoad {
    /// How many are computed.
    pub running: usize,
    /// How many wait.
    pub waiting: usize,
}

/// How much lower the priority of hashes is: where others want all of the time of a core, a hash still gets a quarter.
#[cfg(target_os = "linux")]
const NICE: i32 = 5;

/// Why a hash was not even begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HashQueueFull {
    /// The queue is full.
    #[error("the queue of password hashes is full: {0} are waiting")]
    TooMany(usize),
    /// The wait took too long.
    #[error("no password hash could begin within {} s", .0.as_secs_f32())]
    TooLong(Duration),
}

/// Limits how many hashes run at once. Networks are served in turn, and within each, first come, first served. If the
/// queue is full, a request of a network that has fewer takes the place of the last of the network that has the most.
pub(crate) struct HashQueue {
    limits: HashQueueLimits,
    hasher: Arc<dyn PasswordHasher>,
    state: Mutex<State>,
}

/// While a request waits, no place is free.
struct State {
    free: usize,
    /// One whose request is gone, or has waited too long, is closed.
    waiting: FairQueue<ClientNetwork, oneshot::Sender<Place>>,
}

/// The right to compute on a thread, until it is dropped.
pub(crate) struct Place(Arc<HashQueue>);

impl Default for HashQueueLimits {
    /// As many as there are cores, and 64 that wait for 5 s.
    fn default() -> Self {
        Self {
            at_once: available_parallelism().unwrap_or(NonZeroUsize::MIN),
            waiting: 64,
            wait: Duration::from_secs(5),
        }
    }
}

impl HashQueue {
    pub(crate) fn new(hasher: Arc<dyn PasswordHasher>, limits: HashQueueLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            hasher,
            state: Mutex::new(State {
                free: limits.at_once.get(),
                waiting: FairQueue::default(),
            }),
        })
    }

    pub(crate) fn load(&self) -> HashQueueLoad {
        let mut state = self.state.lock();
        state.waiting.retain(|turn| !turn.is_closed());
        HashQueueLoad {
            running: self.limits.at_once.get() - state.free,
            waiting: state.waiting.len(),
        }
    }

    /// Waits for a place. Dropping the future leaves the queue.
    pub(crate) async fn enter(
        self: &Arc<Self>,
        network: ClientNetwork,
    ) -> Result<Place, HashQueueFull> {
        let turn = {
            let mut state = self.state.lock();
            if state.free > 0 {
                state.free -= 1;
                return Ok(Place(Arc::clone(self)));
            }
            state.line_up(network, self.limits.waiting)?
        };
        match timeout(self.limits.wait, turn).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_displaced)) => Err(HashQueueFull::TooMany(self.limits.waiting)),
            Err(_elapsed) => Err(HashQueueFull::TooLong(self.limits.wait)),
        }
    }
}

impl State {
    fn line_up(
        &mut self,
        network: ClientNetwork,
        most: usize,
    ) -> Result<oneshot::Receiver<Place>, HashQueueFull> {
        if self.waiting.len() >= most {
            self.waiting.retain(|turn| !turn.is_closed());
        }
        if self.waiting.len() >= most {
            let displaced = self.waiting.displace_for(&network);
            displaced.ok_or(HashQueueFull::TooMany(most))?;
        }
        let (turn, told) = oneshot::channel();
        self.waiting.push(network, turn);
        Ok(told)
    }
}

impl Place {
    /// Computes on a thread of its own, for as long as it takes. A hash takes some hundred times as long as the start of a
    /// thread, and there are no more threads than places.
    ///
    /// # Errors
    /// [`Problem::unavailable`] if there is no thread to be had, [`Problem::internal`] if the work panics.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&dyn PasswordHasher) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (answer, computed) = oneshot::channel();
        let compute = move || {
            // In this order, so that the place is free again when the request goes on, or learns of a panic.
            let answer = answer;
            let place = self;
            give_way();
            let done = work(&*place.0.hasher);
            if place.0.state.lock().waiting.len() == 0 {
                place.0.hasher.wipe();
            }
            drop(place);
            // A client that is gone does not wait for it.
            let _ = answer.send(done);
        };
        let thread = thread::Builder::new().name("hash".to_owned());
        thread.spawn(compute).map_err(Problem::unavailable)?;
        computed.await.map_err(Problem::internal)
    }
}

/// Lets everything else that the machine does go first: a hash keeps a core busy for milliseconds, and requests and the
/// writes to the database, which take microseconds, would each wait for their share of time behind it.
fn give_way() {
    // Elsewhere the nice value is one of the whole process (`nice(2)`).
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICE) {
        log::debug!("password hashes run at the priority of everything else: {error}");
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let next = {
            let mut state = self.0.state.lock();
            let next = state.waiting.pop();
            state.free += usize::from(next.is_none());
            next
        };
        if let Some(next) = next {
            // A place for a request that is gone comes back, and is dropped to serve the next one.
            drop(next.send(Self(Arc::clone(&self.0))));
        }
    }
}

impl From<HashQueueFull> for HashError {
    fn from(full: HashQueueFull) -> Self {
        Self::Unavailable(full.into())
    }
}
