use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::ports::{FailureKey, StoreError};

/// How many with one key may wait for their turn. Whoever comes then is told to come again.
const MAX_WAITING: usize = 64;

/// How many may wait in all, whatever their keys.
const MAX_WAITING_IN_ALL: usize = 128;

/// How long each of them may.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Lets only so many attempts with one key be under way at once. They count as failures until they have
/// turned out right: without the gate, twenty right logins at the same moment would look like guessing.
#[derive(Default)]
pub(super) struct AttemptGate {
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Default)]
struct State {
    under_way: Tally,
    waiting: Tally,
}

/// How many attempts there are with each key.
#[derive(Default)]
struct Tally(HashMap<FailureKey, usize>);

/// How many attempts with a key may be under way at once.
pub(super) type AtOnce = (FailureKey, usize);

/// The right to make one attempt, until it is dropped.
pub(super) struct Turn {
    gate: Arc<AttemptGate>,
    keys: Vec<AtOnce>,
}

impl AttemptGate {
    /// Waits until each key has fewer attempts under way than it may.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait, or this one has waited too long.
    pub(super) fn enter(self: &Arc<Self>, keys: Vec<AtOnce>) -> Result<Turn, StoreError> {
        let mut state = self.lock();
        if state.is_full(&keys) {
            if state.too_many_wait(&keys) {
                return Err(StoreError::unavailable(
                    "too many logins wait for their turn",
                ));
            }
            state.waiting.add(&keys);
            let (mut after, _) = self
                .left
                .wait_timeout_while(state, LONGEST_WAIT, |state| state.is_full(&keys))
                .unwrap_or_else(PoisonError::into_inner);
            after.waiting.remove(&keys);
            if after.is_full(&keys) {
                return Err(StoreError::unavailable(
                    "a login has waited too long for its turn",
                ));
            }
            state = after;
        }
        state.under_way.add(&keys);
        drop(state);
        Ok(Turn {
            gate: Arc::clone(self),
            keys,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_full(&self, keys: &[AtOnce]) -> bool {
        keys.iter()
            .any(|(key, most)| self.under_way.of(key) >= *most)
    }

    /// One guesser must not take the places of all others.
    fn too_many_wait(&self, keys: &[AtOnce]) -> bool {
        let all: usize = self.waiting.0.values().sum();
        // Each attempt is counted once a key.
        all >= MAX_WAITING_IN_ALL * keys.len()
            || keys
                .iter()
                .any(|(key, _)| self.waiting.of(key) >= MAX_WAITING)
    }
}

impl Tally {
    fn of(&self, key: &FailureKey) -> usize {
        self.0.get(key).copied().unwrap_or_default()
    }

    fn add(&mut self, keys: &[AtOnce]) {
        for (key, _) in keys {
            *self.0.entry(key.clone()).or_default() += 1;
        }
    }

    fn remove(&mut self, keys: &[AtOnce]) {
        for (key, _) in keys {
            let left = self.of(key).saturating_sub(1);
            if left == 0 {
                self.0.remove(key);
            } else {
                self.0.insert(key.clone(), left);
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.gate.lock().under_way.remove(&self.keys);
        self.gate.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use super::*;

    fn key(address: &str) -> FailureKey {
        FailureKey {
            account: None,
            address: address.to_owned(),
        }
    }

    #[test]
    fn no_more_than_allowed_are_under_way_and_everybody_gets_a_turn() {
        let gate = Arc::new(AttemptGate::default());
        let (now, most, turns) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            for _ in 0..40 {
                scope.spawn(|| {
                    let turn = gate.enter(vec![(key("a"), 3)]).unwrap();
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    now.fetch_sub(1, Ordering::SeqCst);
                    turns.fetch_add(1, Ordering::SeqCst);
                    drop(turn);
                });
            }
        });
        assert_eq!(turns.into_inner(), 40);
        assert!(most.into_inner() <= 3);
        assert!(gate.lock().under_way.0.is_empty());
    }

    #[test]
    fn another_key_does_not_wait() {
        let gate = Arc::new(AttemptGate::default());
        let _turn = gate.enter(vec![(key("a"), 1)]).unwrap();
        assert!(gate.enter(vec![(key("b"), 1)]).is_ok());
    }

    #[test]
    fn more_than_may_wait_are_sent_away_and_others_are_not() {
        let gate = Arc::new(AttemptGate::default());
        let _turns = ["a", "b"].map(|address| gate.enter(vec![(key(address), 1)]).unwrap());
        for _ in 0..MAX_WAITING {
            gate.lock().waiting.add(&[(key("a"), 1)]);
        }
        let sent_away = gate.enter(vec![(key("a"), 1)]);
        assert!(matches!(sent_away, Err(StoreError::Unavailable(_))));
        assert!(!gate.lock().too_many_wait(&[(key("b"), 1)]));
    }
}
