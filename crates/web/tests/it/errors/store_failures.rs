//! What fails behind the routes: the answer says that it failed, and never why.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{
    HashError, PasswordHasher, Ports, RandomError, SecretSource, Verification,
};
use sendook_domain::values::Password;
use sendook_testkit::{TestWorld, test_ports};
use sendook_web::Lookups;
use serde_json::json;

use crate::support::{Account, Answer, PASSWORD, ROUTES, Route, World};

const CAUSE: &str = "host=db.internal password=hunter2";

/// A hasher with a defect.
struct Defective;

impl PasswordHasher for Defective {
    fn hash(&self, _: &Password) -> Result<PasswordHash, HashError> {
        Err(HashError::Internal(CAUSE.into()))
    }

    fn verify(&self, _: &Password, _: Option<&PasswordHash>) -> Result<Verification, HashError> {
        Err(HashError::Unavailable(CAUSE.into()))
    }

    fn is_outdated(&self, _: &PasswordHash) -> bool {
        false
    }
}

async fn ask(world: &World, person: &Account, route: &Route) -> Answer {
    let ask = route.ask(world, person);
    ask.bearer(route.credential_of(person)).await
}

fn touch_the_store() -> impl Iterator<Item = Route> {
    // What would send a mail asks for nothing.
    let idle = |path: &str| {
        path.starts_with("/health") || path.starts_with("/.well-known") || path.ends_with("/forgot")
    };
    ROUTES.into_iter().filter(move |route| !idle(route.path))
}

#[actix_web::test]
async fn while_the_store_is_away_every_route_is_unavailable() {
    for lookups in [Lookups::Inline, Lookups::Blocking] {
        let world = World::with(|settings| settings.lookups = lookups).await;
        let person = world.register().await;
        world.store.set_away(true);
        for route in touch_the_store() {
            let answer = ask(&world, &person, &route).await;
            answer.error(503, "unavailable");
            assert_eq!(answer.header("retry-after"), Some("1"));
            answer.hides("taken the store away");
        }
        world.store.set_away(false);
        person.key.get("/v1/inboxes").await.json(200);
    }
}

#[actix_web::test]
async fn a_route_that_fails_halfway_changes_nothing() {
    for route in touch_the_store() {
        for nth in 1.. {
            let (world, person) = World::with_person().await;
            route.prepare(&world, &person).await;
            let trail = world.store.audit_events();
            let calls = world.store.calls();
            world.store.fail_call(nth);
            let answer = ask(&world, &person, &route).await;
            if world.store.calls() - calls < nth {
                answer.json(route.success);
                assert!(nth > 1, "{route:?} does not ask the store at all");
                break;
            }
            answer.error(503, "unavailable");
            assert_eq!(world.store.audit_events(), trail, "{route:?}, call {nth}");
        }
    }
}

#[actix_web::test]
async fn a_registration_that_fails_can_be_tried_again() {
    let world = World::new().await;
    let body = json!({"email": "a@example.com", "password": PASSWORD, "first_name": "Ada"});
    for nth in 1..=2 {
        world.store.fail_call(nth);
        world
            .post("/auth/register")
            .json(&body)
            .await
            .error(503, "unavailable");
    }
    world.post("/auth/register").json(&body).await.json(201);
}

#[actix_web::test]
async fn look_ups_that_block_answer_as_inline_ones() {
    for route in ROUTES {
        let world = World::with(|settings| settings.lookups = Lookups::Blocking).await;
        let person = world.register().await;
        route.prepare(&world, &person).await;
        ask(&world, &person, &route).await.json(route.success);
    }
}

#[actix_web::test]
async fn the_cause_of_an_error_never_reaches_the_body() {
    let mut test = test_ports();
    test.ports.passwords = Arc::new(Defective);
    let world = World::on(test, |_| ()).await;
    let body = json!({"email": "a@example.com", "password": PASSWORD, "first_name": "Ada"});
    let register = world.post("/auth/register").json(&body).await;
    register.error(500, "internal_error");
    let login = world.post("/auth/login").json(&body).await;
    login.error(503, "unavailable");
    for answer in [register, login] {
        let headers = format!("{:?}", answer.headers);
        for word in ["db.internal", "hunter2", "password=", PASSWORD] {
            assert!(
                !answer.text.contains(word) && !headers.contains(word),
                "{}",
                answer.text
            );
        }
    }
}

/// Provides randomness until the test stops it.
struct RunsDry {
    source: Arc<dyn SecretSource>,
    dry: AtomicBool,
}

impl SecretSource for RunsDry {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        if self.dry.load(Ordering::SeqCst) {
            return Err(RandomError(CAUSE.into()));
        }
        self.source.fill(bytes)
    }
}

#[actix_web::test]
async fn without_randomness_nothing_is_made() {
    let test = test_ports();
    let source = Arc::new(RunsDry {
        source: test.ports.secrets.clone(),
        dry: false.into(),
    });
    let ports = Ports {
        secrets: source.clone(),
        ..test.ports
    };
    let world = World::on(TestWorld { ports, ..test }, |_| ()).await;
    let person = world.register().await;
    world.keep_invitation(&person);
    world.keep_factor(&person);
    let trail = world.store.audit_events();
    source.dry.store(true, Ordering::SeqCst);
    let only_reads = |route: &Route| {
        route.method == "GET"
            || [
                "identify",
                "introspect",
                "password/reset",
                "login/second-factor",
                "confirm",
                "email/verify",
                "invitations/look",
                "invitations/accept",
                "{factor}/finish",
                // What asks for passkeys has random bytes of its own.
                "second-factor/passkey",
                "login/passkey",
                "reauthenticate/passkey",
            ]
            .iter()
            .any(|end| route.path.ends_with(end))
    };
    for route in touch_the_store().filter(|route| !only_reads(route)) {
        let answer = ask(&world, &person, &route).await;
        answer.error(500, "internal_error");
        answer.hides("hunter2");
    }
    assert_eq!(world.store.audit_events(), trail);
    person.key.get("/v1/inboxes").await.json(200);
}
