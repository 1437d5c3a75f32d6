use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::ports::{FailureKey, StoreError};

/// How many may wait for their turn. Whoever comes then is told to come again.
const MAX_WAITING: usize = 64;

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
    under_way: HashMap<FailureKey, u32>,
    waiting: usize,
}

/// The right to make one attempt, until it is dropped.
pub(super) struct Turn {
    gate: Arc<AttemptGate>,
    keys: Vec<FailureKey>,
}

impl AttemptGate {
    /// Waits until each key has fewer attempts under way than it may.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if too many wait, or this one has waited too long.
    pub(super) fn enter(self: &Arc<Self>, keys: &[(FailureKey, u32)]) -> Result<Turn, StoreError> {
        let mut state = self.lock();
        if state.is_full(keys) {
            if state.waiting >= MAX_WAITING {
                return Err(StoreError::unavailable(
                    "too many logins wait for their turn",
                ));
            }
            state.waiting += 1;
            let (mut after, _) = self
                .left
                .wait_timeout_while(state, LONGEST_WAIT, |state| state.is_full(keys))
                .unwrap_or_else(PoisonError::into_inner);
            after.waiting -= 1;
            if after.is_full(keys) {
                return Err(StoreError::unavailable(
                    "a login has waited too long for its turn",
                ));
            }
            state = after;
        }
        let keys: Vec<FailureKey> = keys.iter().map(|(key, _)| key.clone()).collect();
        for key in &keys {
            *state.under_way.entry(key.clone()).or_default() += 1;
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

impl State {
    fn is_full(&self, keys: &[(FailureKey, u32)]) -> bool {
        keys.iter()
            .any(|(key, most)| self.under_way.get(key).is_some_and(|count| count >= most))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.gate.lock();
        for key in &self.keys {
            if let Some(count) = state.under_way.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    state.under_way.remove(key);
                }
            }
        }
        drop(state);
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
                    let turn = gate.enter(&[(key("a"), 3)]).unwrap();
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
        assert!(gate.lock().under_way.is_empty());
    }

    #[test]
    fn another_key_does_not_wait() {
        let gate = Arc::new(AttemptGate::default());
        let _turn = gate.enter(&[(key("a"), 1)]).unwrap();
        assert!(gate.enter(&[(key("b"), 1)]).is_ok());
    }

    #[test]
    fn more_than_may_wait_are_sent_away() {
        let gate = Arc::new(AttemptGate::default());
        let _turn = gate.enter(&[(key("a"), 1)]).unwrap();
        gate.lock().waiting = MAX_WAITING;
        assert!(matches!(
            gate.enter(&[(key("a"), 1)]),
            Err(StoreError::Unavailable(_))
        ));
    }
}
