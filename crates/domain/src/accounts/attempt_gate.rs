use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::ports::{FailureKey, StoreError};

/// How many with one key may wait for their turn. Whoever comes then is told to come again.
const MAX_WAITING: usize = 64;

/// How many may wait in all, whatever their keys.
const MAX_WAITING_IN_ALL: usize = 128;

/// How long each of them may.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Lets only so many attempts with one key be under way at once, first come, first served. They count as failures until
/// they have turned out right: without the gate, twenty right logins at the same moment would look like guessing.
pub(super) struct AttemptGate {
    state: Mutex<State>,
    longest_wait: Duration,
}

#[derive(Default)]
struct State {
    under_way: Tally,
    /// In the order in which they came.
    waiting: Vec<Arc<Waiter>>,
}

/// How many attempts there are with each key.
#[derive(Default)]
struct Tally(HashMap<FailureKey, usize>);

/// How many attempts with a key may be under way at once.
pub(super) type AtOnce = (FailureKey, usize);

/// Each has a condition of its own: to wake all who wait whenever one may go on costs 2 % of all logins, where forty
/// wait.
struct Waiter {
    keys: Vec<AtOnce>,
    turn: Condvar,
    /// Written by whoever holds the lock of the gate.
    admitted: AtomicBool,
}

/// The right to make one attempt, until it is dropped.
pub(super) struct Turn {
    gate: Arc<AttemptGate>,
    keys: Vec<AtOnce>,
}

impl Default for AttemptGate {
    fn default() -> Self {
        Self::new(LONGEST_WAIT)
    }
}

impl AttemptGate {
    fn new(longest_wait: Duration) -> Self {
        Self {
            state: Mutex::default(),
            longest_wait,
        }
    }

    /// Waits until each key has fewer attempts under way than it may.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait, or this one has waited too long.
    pub(super) fn enter(self: &Arc<Self>, keys: Vec<AtOnce>) -> Result<Turn, StoreError> {
        let mut state = self.lock();
        if state.under_way.is_full(&keys) {
            if state.too_many_wait(&keys) {
                return Err(StoreError::unavailable(
                    "too many attempts wait for their turn",
                ));
            }
            wait(state, &keys, self.longest_wait)?;
        } else {
            state.under_way.add(&keys);
        }
        Ok(Turn {
            gate: Arc::clone(self),
            keys,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns once this attempt counts as one that is under way.
fn wait(
    mut state: MutexGuard<'_, State>,
    keys: &[AtOnce],
    longest: Duration,
) -> Result<(), StoreError> {
    let me = Arc::new(Waiter::new(keys.to_vec()));
    state.waiting.push(Arc::clone(&me));
    let admitted = || me.admitted.load(Ordering::Relaxed);
    let waited = me.turn.wait_timeout_while(state, longest, |_| !admitted());
    let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
    if admitted() {
        return Ok(());
    }
    state.waiting.retain(|other| !Arc::ptr_eq(other, &me));
    Err(StoreError::unavailable(
        "an attempt has waited too long for its turn",
    ))
}

impl Waiter {
    fn new(keys: Vec<AtOnce>) -> Self {
        Self {
            keys,
            turn: Condvar::new(),
            admitted: AtomicBool::new(false),
        }
    }
}

impl State {
    /// One guesser must not take the places of all others.
    fn too_many_wait(&self, keys: &[AtOnce]) -> bool {
        let waiting_with = |key| {
            let keys = self.waiting.iter().flat_map(|waiter| &waiter.keys);
            keys.filter(|(other, _)| other == key).count()
        };
        self.waiting.len() >= MAX_WAITING_IN_ALL
            || keys.iter().any(|(key, _)| waiting_with(key) >= MAX_WAITING)
    }

    /// Lets in whoever has waited for what became free.
    fn admit(&mut self) {
        let Self { under_way, waiting } = self;
        waiting.retain(|waiter| {
            if under_way.is_full(&waiter.keys) {
                return true;
            }
            under_way.add(&waiter.keys);
            waiter.admitted.store(true, Ordering::Relaxed);
            waiter.turn.notify_one();
            false
        });
    }
}

impl Tally {
    fn of(&self, key: &FailureKey) -> usize {
        self.0.get(key).copied().unwrap_or_default()
    }

    fn is_full(&self, keys: &[AtOnce]) -> bool {
        keys.iter().any(|(key, most)| self.of(key) >= *most)
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
        let mut state = self.gate.lock();
        state.under_way.remove(&self.keys);
        state.admit();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;
    use std::sync::mpsc;
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
    fn whoever_came_first_goes_first_unless_something_else_is_full() {
        let gate = Arc::new(AttemptGate::default());
        let busy = ["a", "b"].map(|address| gate.enter(vec![(key(address), 1)]).unwrap());
        let [a, b] = busy;
        let (tell, order) = mpsc::channel();
        thread::scope(|scope| {
            let both = vec![(key("a"), 1), (key("b"), 1)];
            let waiters = [both, vec![(key("a"), 1)], vec![(key("a"), 1)]];
            for (number, keys) in waiters.into_iter().enumerate() {
                let (gate, tell) = (&gate, tell.clone());
                scope.spawn(move || {
                    let turn = gate.enter(keys).unwrap();
                    tell.send(number).unwrap();
                    drop(turn);
                });
                while gate.lock().waiting.len() <= number {
                    thread::yield_now();
                }
            }
            drop(a);
            assert_eq!([order.recv(), order.recv()], [Ok(1), Ok(2)]);
            drop(b);
            assert_eq!(order.recv(), Ok(0));
        });
        assert!(gate.lock().under_way.0.is_empty());
    }

    #[test]
    fn whoever_has_waited_for_too_long_takes_no_turn() {
        let gate = Arc::new(AttemptGate::new(Duration::ZERO));
        let enter = || gate.enter(vec![(key("a"), 1)]);
        let turn = enter().unwrap();
        assert!(matches!(enter(), Err(StoreError::Unavailable(_))));
        assert!(gate.lock().waiting.is_empty());
        drop(turn);
        assert!(enter().is_ok());
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
            let waiter = Waiter::new(vec![(key("a"), 1)]);
            gate.lock().waiting.push(Arc::new(waiter));
        }
        let sent_away = gate.enter(vec![(key("a"), 1)]);
        assert!(matches!(sent_away, Err(StoreError::Unavailable(_))));
        assert!(!gate.lock().too_many_wait(&[(key("b"), 1)]));
    }
}
