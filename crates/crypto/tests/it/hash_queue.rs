use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use sendook_crypto::{Argon2Hasher, Argon2Settings, HashQueueFull, HashQueueLimits};
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{PasswordHasher, SecretSource, StoreError};
use sendook_domain::values::Password;

use crate::gate::{Gate, until};

fn hasher(at_once: usize, waiting: usize, wait: Duration, gate: &Arc<Gate>) -> Argon2Hasher {
    let limits = HashQueueLimits {
        at_once: NonZeroUsize::new(at_once).unwrap(),
        waiting,
        wait,
    };
    let gate: Arc<dyn SecretSource> = gate.clone();
    Argon2Hasher::new(Argon2Settings::default(), limits, gate).unwrap()
}

fn hash(hasher: &Argon2Hasher) -> Result<PasswordHash, StoreError> {
    hasher.hash(&Password::attempt("correct horse").unwrap())
}

fn refusal(outcome: Result<PasswordHash, StoreError>) -> HashQueueFull {
    let Err(StoreError::Unavailable(cause)) = outcome else {
        panic!("not refused: {outcome:?}");
    };
    *cause.downcast().unwrap()
}

const LONG: Duration = Duration::from_secs(30);

#[test]
fn no_more_run_at_once_than_may() {
    let gate = Gate::closed();
    let hasher = hasher(2, 4, LONG, &gate);
    thread::scope(|scope| {
        let all: Vec<_> = (0..6).map(|_| scope.spawn(|| hash(&hasher))).collect();
        until("2 run, 4 wait", || {
            gate.arrived().len() == 2 && hasher.waiting() == 4
        });
        assert_eq!(hasher.in_flight(), 2);
        gate.let_on(6);
        for one in all {
            one.join().unwrap().unwrap();
        }
    });
    assert_eq!(gate.most_inside(), 2);
    assert_eq!((hasher.in_flight(), hasher.waiting()), (0, 0));
}

#[test]
fn first_come_first_served() {
    let gate = Gate::closed();
    let hasher = &hasher(1, 8, LONG, &gate);
    let names: Vec<String> = (0..6).map(|n| format!("hash-{n}")).collect();
    thread::scope(|scope| {
        for (already, name) in names.iter().enumerate() {
            thread::Builder::new()
                .name(name.clone())
                .spawn_scoped(scope, || hash(hasher).unwrap())
                .unwrap();
            until(name, || {
                gate.arrived().len() == 1 && hasher.waiting() == already
            });
        }
        gate.let_on(names.len());
    });
    assert_eq!(gate.arrived(), names);
}

#[test]
fn beyond_the_queue_a_hash_is_refused_at_once() {
    let gate = Gate::closed();
    let hasher = hasher(1, 1, LONG, &gate);
    thread::scope(|scope| {
        let admitted = [(); 2].map(|()| scope.spawn(|| hash(&hasher)));
        until("1 runs, 1 waits", || {
            gate.arrived().len() == 1 && hasher.waiting() == 1
        });
        let begun = Instant::now();
        assert_eq!(refusal(hash(&hasher)), HashQueueFull::TooMany(1));
        assert!(begun.elapsed() < LONG / 10);
        gate.let_on(2);
        for one in admitted {
            one.join().unwrap().unwrap();
        }
    });
}

#[test]
fn who_waited_too_long_is_refused_and_forgotten() {
    let wait = Duration::from_millis(50);
    let gate = Gate::closed();
    let hasher = hasher(1, 1, wait, &gate);
    thread::scope(|scope| {
        let first = scope.spawn(|| hash(&hasher));
        until("1 runs", || gate.arrived().len() == 1);
        let begun = Instant::now();
        assert_eq!(refusal(hash(&hasher)), HashQueueFull::TooLong(wait));
        assert!(begun.elapsed() >= wait);
        assert_eq!(hasher.waiting(), 0);
        gate.let_on(2);
        first.join().unwrap().unwrap();
    });
    hash(&hasher).unwrap();
}

#[test]
fn a_hash_that_panics_gives_its_place_back() {
    struct Broken;
    impl SecretSource for Broken {
        fn fill(&self, _: &mut [u8]) -> Result<(), StoreError> {
            panic!("no salt")
        }
    }
    let limits = HashQueueLimits {
        at_once: NonZeroUsize::MIN,
        waiting: 0,
        wait: LONG,
    };
    let hasher = Argon2Hasher::new(Argon2Settings::default(), limits, Arc::new(Broken)).unwrap();
    thread::scope(|scope| {
        assert!(scope.spawn(|| hash(&hasher)).join().is_err());
    });
    assert_eq!(hasher.in_flight(), 0);
    assert!(!hasher.verify(&Password::placeholder(), None).unwrap());
}
