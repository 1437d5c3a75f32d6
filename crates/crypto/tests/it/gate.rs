use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use sendook_domain::ports::{SecretSource, StoreError};

/// A source of salts at which hashes that are under way stop until the test lets them on.
#[derive(Default)]
pub(crate) struct Gate {
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Default)]
struct State {
    arrived: Vec<String>,
    inside: usize,
    most_inside: usize,
    passes: usize,
}

impl Gate {
    pub(crate) fn closed() -> Arc<Self> {
        Arc::default()
    }

    /// Lets `count` more pass.
    pub(crate) fn let_on(&self, count: usize) {
        self.state.lock().passes += count;
        self.opened.notify_all();
    }

    /// The names of the threads that got as far as the gate, in order.
    pub(crate) fn arrived(&self) -> Vec<String> {
        self.state.lock().arrived.clone()
    }

    pub(crate) fn most_inside(&self) -> usize {
        self.state.lock().most_inside
    }
}

impl SecretSource for Gate {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), StoreError> {
        let mut state = self.state.lock();
        let name = thread::current().name().unwrap_or_default().to_owned();
        state.arrived.push(name);
        state.inside += 1;
        state.most_inside = state.most_inside.max(state.inside);
        self.opened
            .wait_while(&mut state, |state| state.passes == 0);
        state.passes -= 1;
        state.inside -= 1;
        bytes.fill(7);
        Ok(())
    }
}

/// Waits until something is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < deadline, "never happened: {what}");
        thread::yield_now();
    }
}
