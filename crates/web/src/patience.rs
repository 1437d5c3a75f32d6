//! How long a request waits for the store.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{PasswordHasher, PasswordStrength, StoreError, Strength, Verification};
use sendook_domain::values::{ClientNetwork, Password};

/// A request is answered within 5 s, also by a store that hangs.
pub(crate) const PATIENCE: Duration = Duration::from_millis(4500);

/// While the watch stands still, it is looked at this often at most.
const GLANCE: Duration = Duration::from_millis(20);

thread_local! {
    /// The watch of the work that this thread does.
    static CURRENT: RefCell<Option<Arc<Stopwatch>>> = const { RefCell::new(None) };
}

/// Measures for how long work has waited for the store.
#[derive(Debug)]
pub(crate) struct Stopwatch(Mutex<Reading>);

#[derive(Debug, Clone, Copy)]
struct Reading {
    before: Duration,
    /// `None` while the watch stands still.
    since: Option<Instant>,
}

impl Stopwatch {
    /// A watch that runs.
    pub(crate) fn start() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Reading {
            before: Duration::ZERO,
            since: Some(Instant::now()),
        })))
    }

    /// For how long to wait before asking again; `None`: no longer.
    pub(crate) fn left(&self) -> Option<Duration> {
        let reading = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = PATIENCE.saturating_sub(reading.total());
        match reading.since {
            Some(_) if left.is_zero() => None,
            Some(_) => Some(left),
            None => Some(left.max(GLANCE)),
        }
    }

    /// Does work whose waits count.
    pub(crate) fn attend<T>(self: Arc<Self>, work: impl FnOnce() -> T) -> T {
        CURRENT.set(Some(self));
        let done = work();
        CURRENT.set(None);
        done
    }

    fn set_running(&self, running: bool) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *reading = Reading {
            before: reading.total(),
            since: running.then(Instant::now),
        };
    }
}

impl Reading {
    fn total(self) -> Duration {
        self.before + self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// A hasher whose queue may be long, or what shares its queue: the time in it does not count as waiting for the store.
/// The queue has a bound of its own.
pub struct Unhurried<H>(pub Arc<H>);

impl<H: PasswordHasher> PasswordHasher for Unhurried<H> {
    fn hash(
        &self,
        password: &Password,
        network: ClientNetwork,
    ) -> Result<PasswordHash, StoreError> {
        unhurried(|| self.0.hash(password, network))
    }

    fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
        network: ClientNetwork,
    ) -> Result<Verification, StoreError> {
        unhurried(|| self.0.verify(password, hash, network))
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        self.0.is_outdated(hash)
    }
}

impl<S: PasswordStrength> PasswordStrength for Unhurried<S> {
    fn estimate(
        &self,
        password: &Password,
        personal: &[&str],
        network: ClientNetwork,
    ) -> Result<Strength, StoreError> {
        unhurried(|| self.0.estimate(password, personal, network))
    }
}

fn unhurried<T>(work: impl FnOnce() -> T) -> T {
    let watch = CURRENT.with_borrow(Clone::clone);
    let set_running = |running| {
        if let Some(watch) = &watch {
            watch.set_running(running);
        }
    };
    set_running(false);
    let done = work();
    set_running(true);
    done
}
