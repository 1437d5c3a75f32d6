//! Waiting for a turn and for a password to be hashed.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use actix_web::rt::{spawn, task::yield_now};
use futures_util::future::join_all;
use sendook_domain::entities::PasswordHash;
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{
    Digester as _, FailureKey, HashError, LoginFailures as _, PasswordHasher, Ports, Verification,
};
use sendook_domain::values::Password;
use sendook_testkit::{FakeDigester, FakePasswordHasher, TestWorld, test_ports};
use sendook_web::HashQueueLimits;
use serde_json::json;

use crate::support::{PASSWORD, World};

const ADA: &str = "ada.1@example.com";
const PEER: &str = "203.0.113.5:4711";

/// Compares a password only when the test lets it.
struct Held {
    fake: Arc<FakePasswordHasher>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl PasswordHasher for Held {
    fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        self.fake.hash(password)
    }

    fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verification, HashError> {
        let verified = self.fake.verify(password, hash);
        self.go_on.lock().unwrap().recv().unwrap();
        verified
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        self.fake.is_outdated(hash)
    }
}

/// A world that hashes one password at a time, and completes a comparison only when the test releases it.
async fn held() -> (World, mpsc::Sender<()>) {
    let test = test_ports();
    let (let_on, go_on) = mpsc::channel();
    let held = Held {
        fake: test.passwords.clone(),
        go_on: Mutex::new(go_on),
    };
    let ports = Ports {
        passwords: Arc::new(held),
        ..test.ports
    };
    let world = World::on(TestWorld { ports, ..test }, |settings| {
        settings.hash_queue = HashQueueLimits {
            at_once: NonZeroUsize::MIN,
            ..HashQueueLimits::default()
        };
    });
    (world.await, let_on)
}

/// How many attempts at this account count at the moment.
fn counted(world: &World, email: &str) -> u32 {
    let key = FailureKey {
        account: Some(FakeDigester.digest(email)),
        address: "203.0.113.5".to_owned(),
    };
    let mut failures = 0;
    let mut read = |counts: &[_]| {
        let counts: Vec<Option<FailureCount>> = counts.to_vec();
        failures = counts[0].map_or(0, |count| count.failures);
        counts
    };
    world.store.update_failures(&[key], &mut read).unwrap();
    failures
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(10), "never: {what}");
        yield_now().await;
    }
}

#[actix_web::test]
async fn a_login_whose_client_is_gone_is_not_hashed_and_does_not_count() {
    let (world, let_on) = held().await;
    world.register().await;
    let log_in = |email: &str| {
        let body = json!({"email": email, "password": PASSWORD});
        spawn(
            world
                .post("/auth/login")
                .peer(PEER)
                .json(&body)
                .into_future(),
        )
    };
    let first = log_in(ADA);
    until("the first is hashed", || {
        world.passwords.verifications() == 1
    })
    .await;
    let gone = log_in("grace@example.com");
    until("the second is counted", || {
        counted(&world, "grace@example.com") == 1
    })
    .await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    until("it counts no longer", || {
        counted(&world, "grace@example.com") == 0
    })
    .await;
    let_on.send(()).unwrap();
    first.await.unwrap().json(200);
    let_on.send(()).unwrap();
    log_in(ADA).await.unwrap().json(200);
    assert_eq!(world.passwords.verifications(), 2);
}

#[actix_web::test]
async fn a_login_that_is_being_hashed_runs_to_its_end_without_its_client() {
    let (world, let_on) = held().await;
    let body = json!({"email": ADA, "password": "a wrong guess"});
    let guess = spawn(
        world
            .post("/auth/login")
            .peer(PEER)
            .json(&body)
            .into_future(),
    );
    until("it is hashed", || world.passwords.verifications() == 1).await;
    guess.abort();
    let_on.send(()).unwrap();
    until("the failure is written down", || {
        !world.store.audit_events().is_empty()
    })
    .await;
    assert_eq!(counted(&world, ADA), 1);
}

#[actix_web::test]
async fn right_logins_at_once_wait_for_their_turn_and_do_not_look_like_guessing() {
    let (world, person) = World::with_person().await;
    let body = json!({"email": person.email, "password": PASSWORD});
    let logins = (0..60).map(|_| world.post("/auth/login").json(&body).into_future());
    for login in join_all(logins).await {
        login.json(200);
    }
}

#[actix_web::test]
async fn a_full_queue_of_hashes_says_when_to_try_again() {
    let world = World::with(|settings| {
        settings.hash_queue = HashQueueLimits {
            at_once: NonZeroUsize::MIN,
            waiting: 0,
            ..HashQueueLimits::default()
        };
    })
    .await;
    let person = world.register().await;
    let body = json!({"email": person.email, "password": PASSWORD});
    let logins = (0..20).map(|number| {
        let peer = format!("203.0.113.{number}:4711");
        world
            .post("/auth/login")
            .peer(&peer)
            .json(&body)
            .into_future()
    });
    let answers = join_all(logins).await;
    let refused: Vec<_> = answers.iter().filter(|one| one.status != 200).collect();
    assert!(!refused.is_empty() && refused.len() < 20);
    for answer in refused {
        answer.error(503, "unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
}
