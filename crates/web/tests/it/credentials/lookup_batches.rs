//! Look-ups in a store that takes its time: what waits at the same moment is looked up together.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use sendook_testkit::MemoryStore;
use sendook_web::Lookups;
use serde_json::json;
use tokio::sync::oneshot::{self, error::TryRecvError};
use tokio::time;

use crate::support::{Account, Answer, Credential, World};

/// How many requests arrive at once.
const CROWD: usize = 100;

/// A request that nothing holds up is answered long before.
const HELD_UP: Duration = Duration::from_secs(2);

async fn world(copies: usize) -> World {
    World::with(|settings| {
        settings.lookups = Lookups::Blocking;
        settings.services.credential_cache = copies;
    })
    .await
}

/// Lets the next call of the store wait until the first of these is used or dropped. The second signals that it waits.
fn hang(world: &World) -> (mpsc::Sender<()>, oneshot::Receiver<()>) {
    let (go_on, wait) = mpsc::channel();
    let (begun, hangs) = oneshot::channel();
    world.store.interrupt(move || {
        let _ = begun.send(());
        let _ = wait.recv();
    });
    (go_on, hangs)
}

/// Asks with all of these keys at once: the first look-up ends only when all of them wait for theirs.
async fn ask_together(world: &World, keys: &[&str]) -> Vec<Answer> {
    let (go_on, _) = hang(world);
    let asked = join_all(keys.iter().map(|key| world.try_key(key)));
    let (answers, ()) = join(asked, async { go_on.send(()).unwrap() }).await;
    answers
}

async fn disabled(person: &Account) -> Credential {
    let (id, key) = person.create_key(&json!({"name": "Disabled"})).await;
    let path = person.path(&format!("/api_keys/{id}"));
    let change = person.token.patch(&path);
    change.json(&json!({"active": false})).await.json(200);
    key
}

#[actix_web::test]
async fn a_crowd_of_known_keys_costs_two_calls_of_the_store() {
    let world = world(100).await;
    let person = world.register().await;
    world.try_key(&person.key).await.json(200);
    let before = world.store.calls();
    for answer in ask_together(&world, &[person.key.as_str(); CROWD]).await {
        assert_eq!(answer.json(200)["apiKey"]["id"], *person.key_id);
    }
    // One for the first request, and one for all the others; or one for all.
    let calls = world.store.calls() - before;
    assert!((1..=2).contains(&calls), "{calls}");
}

#[actix_web::test]
async fn each_in_a_crowd_is_judged_by_its_own_key() {
    for copies in [0, 100] {
        let world = world(copies).await;
        let (one, other) = (world.register().await, world.register().await);
        let disabled = disabled(&one).await;
        let deleted = world.register().await;
        deleted.to_key("DELETE", "").await.json(200);
        let keys = [&one.key, &disabled, &other.key, &deleted.key, &one.token];
        let crowd = keys.iter().cycle().take(CROWD);
        let crowd = crowd.map(|key| key.as_str()).collect::<Vec<_>>();
        // The second time there are copies of the good ones.
        for _ in 0..2 {
            let answers = ask_together(&world, &crowd).await;
            assert_eq!(answers.len(), CROWD);
            for round in answers.chunks(keys.len()) {
                assert_eq!(round[0].json(200)["apiKey"]["id"], *one.key_id);
                round[1].error(401, "api_key_disabled");
                assert_eq!(round[2].json(200)["apiKey"]["id"], *other.key_id);
                round[3].error(401, "invalid_token");
                assert_eq!(round[4].json(200)["user"]["id"], *one.user_id);
            }
        }
    }
}

#[actix_web::test]
async fn a_look_up_that_fails_fails_for_each_that_waited_for_it() {
    let world = world(100).await;
    let person = world.register().await;
    world.try_key(&person.key).await.json(200);
    world.store.set_away(true);
    let ask = |number| {
        let id = format!("request-{number}");
        let ask = person.key.get("/v1/whoami");
        let ask = ask.header(("x-request-id", id.clone()));
        async move { (id, ask.await) }
    };
    let (go_on, _) = hang(&world);
    let asked = join_all((0..CROWD).map(ask));
    let (answers, ()) = join(asked, async { go_on.send(()).unwrap() }).await;
    for (id, answer) in answers {
        assert_eq!(answer.error(503, "unavailable")["requestId"], id);
    }
    world.store.set_away(false);
    world.try_key(&person.key).await.json(200);
}

#[actix_web::test]
async fn a_look_up_that_hangs_does_not_hold_up_the_next_one() {
    for copies in [0, 100] {
        let world = world(copies).await;
        let person = world.register().await;
        let (go_on, hangs) = hang(&world);
        let next = async {
            hangs.await.unwrap();
            let begun = Instant::now();
            world.try_key(&person.key).await.json(200);
            let took = begun.elapsed();
            assert!(took < HELD_UP, "{took:?}");
            go_on.send(()).unwrap();
        };
        let (hung, ()) = join(world.try_key(&person.key), next).await;
        hung.json(200);
    }
}

/// As many look-ups as may hang at once do, and one more request waits for the next.
#[actix_web::test]
async fn whoever_waits_for_too_long_is_told_so() {
    const HANGING: usize = 8;
    let world = world(0).await;
    let person = world.register().await;
    let (gates, opened): (Vec<_>, Vec<_>) = (0..=HANGING).map(|_| oneshot::channel()).unzip();
    let asked = opened
        .into_iter()
        .map(|opened: oneshot::Receiver<()>| async {
            opened.await.unwrap();
            world.try_key(&person.key).await
        });
    let time_passes = async {
        time::pause();
        let mut hung = Vec::new();
        for gate in gates {
            let (go_on, mut hangs) = hang(&world);
            gate.send(()).unwrap();
            if hung.len() < HANGING {
                (&mut hangs).await.unwrap();
            }
            hung.push((go_on, hangs));
            time::advance(Duration::from_millis(250)).await;
        }
        for _ in 0..20 {
            time::advance(Duration::from_millis(250)).await;
        }
        let (_, last) = &mut hung[HANGING];
        assert_eq!(last.try_recv(), Err(TryRecvError::Empty), "it hangs too");
        time::resume();
    };
    let (answers, ()) = join(join_all(asked), time_passes).await;
    for answer in answers {
        answer.error(503, "unavailable");
    }
    world.try_key(&person.key).await.json(200);
}

fn panic_at_next_calls(store: &Arc<MemoryStore>, count: u32) {
    if count > 0 {
        let next = Arc::clone(store);
        store.interrupt(move || {
            panic_at_next_calls(&next, count - 1);
            panic!("as this test wants it");
        });
    }
}

#[actix_web::test]
async fn a_look_up_that_panics_is_done_again_and_then_given_up() {
    for (panics, status) in [(1, 200), (2, 503)] {
        let world = world(0).await;
        let person = world.register().await;
        panic_at_next_calls(&world.store, panics);
        assert_eq!(world.try_key(&person.key).await.status, status);
        world.try_key(&person.key).await.json(200);
    }
}
