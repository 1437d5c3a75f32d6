use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use sendook_crypto::{Argon2Hasher, Argon2Settings, HashQueueFull, HashQueueLimits};
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{
    PasswordHasher, PasswordStrength, SecretSource, StoreError, Verification,
};
use sendook_domain::values::{ClientNetwork, Password};

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
    hash_for(hasher, 1)
}

/// Hashes for a client with this number.
fn hash_for(hasher: &Argon2Hasher, client: u8) -> Result<PasswordHash, StoreError> {
    let network = ClientNetwork::of(Some([192, 0, 2, client].into()));
    hasher.hash(&Password::attempt("correct horse").unwrap(), network)
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

/// Lets clients come one after the other while the first hash is held up, and tells in which order they were served.
fn served(clients: &[u8]) -> Vec<String> {
    let gate = Gate::closed();
    let hasher = &hasher(1, 8, LONG, &gate);
    thread::scope(|scope| {
        for (already, client) in clients.iter().enumerate() {
            thread::Builder::new()
                .name(format!("{client}, {already}"))
                .spawn_scoped(scope, || hash_for(hasher, *client).unwrap())
                .unwrap();
            until("it waits", || {
                gate.arrived().len() == 1 && hasher.waiting() == already
            });
        }
        gate.let_on(clients.len());
    });
    gate.arrived()
}

#[test]
fn one_client_is_served_first_come_first_served() {
    assert_eq!(served(&[1, 1, 1, 1]), ["1, 0", "1, 1", "1, 2", "1, 3"]);
}

#[test]
fn a_client_does_not_wait_for_all_requests_of_another() {
    assert_eq!(
        served(&[1, 1, 1, 1, 2, 3, 2]),
        ["1, 0", "1, 1", "2, 4", "3, 5", "1, 2", "2, 6", "1, 3"]
    );
}

#[test]
fn in_a_full_queue_a_client_takes_a_place_of_whoever_has_the_most() {
    let gate = Gate::closed();
    let hasher = &hasher(1, 3, LONG, &gate);
    thread::scope(|scope| {
        let mut flood: Vec<_> = Vec::new();
        for already in 0..4 {
            flood.push(scope.spawn(|| hash_for(hasher, 1)));
            until("1 runs, the rest waits", || {
                gate.arrived().len() == 1 && hasher.waiting() == already
            });
        }
        let other = scope.spawn(|| hash_for(hasher, 2));
        let last = flood.pop().unwrap().join().unwrap();
        assert_eq!(refusal(last), HashQueueFull::TooMany(3));
        assert_eq!(refusal(hash_for(hasher, 1)), HashQueueFull::TooMany(3));
        gate.let_on(4);
        other.join().unwrap().unwrap();
        for one in flood {
            one.join().unwrap().unwrap();
        }
    });
    assert_eq!((hasher.in_flight(), hasher.waiting()), (0, 0));
}

#[test]
fn memory_that_no_hash_used_for_a_while_is_given_back() {
    let gate = Gate::closed();
    let hasher = hasher(2, 0, LONG, &gate);
    gate.let_on(1);
    let before = Instant::now();
    assert_eq!(hasher.release_unused_memory(before, LONG), None);
    hash(&hasher).unwrap();
    let due = hasher.release_unused_memory(before, LONG).unwrap();
    assert!(due >= before + LONG);
    let just_before = due.checked_sub(Duration::from_micros(1)).unwrap();
    assert_eq!(hasher.release_unused_memory(just_before, LONG), Some(due));
    assert_eq!(hasher.release_unused_memory(due, LONG), None);
    gate.let_on(1);
    hash(&hasher).unwrap();
    assert!(hasher.release_unused_memory(due, LONG).is_some() || Instant::now() >= due);
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
    let verified = hasher.verify(&Password::placeholder(), None, ClientNetwork::of(None));
    assert!(matches!(verified.unwrap(), Verification::Mismatch));
}

#[test]
fn judging_a_new_password_waits_for_its_turn_too() {
    let gate = Gate::closed();
    let hasher = hasher(1, 0, LONG, &gate);
    let strength = hasher.strength();
    let password = Password::attempt("correct horse").unwrap();
    let judge = || strength.estimate(&password, &[], ClientNetwork::of(None));
    thread::scope(|scope| {
        let first = scope.spawn(|| hash(&hasher));
        until("1 runs", || gate.arrived().len() == 1);
        assert!(matches!(judge(), Err(StoreError::Unavailable(_))));
        gate.let_on(1);
        first.join().unwrap().unwrap();
    });
    judge().unwrap();
}
