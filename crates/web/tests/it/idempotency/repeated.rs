//! What a request gets that is sent again, and what it does.

use chrono::TimeDelta;
use sendook_domain::ports::Clock as _;
use serde_json::json;

use super::{KEY, requests, with_key};
use crate::support::{Answer, World};

fn is_replay(answer: &Answer) -> bool {
    let header = answer.header("idempotent-replay");
    assert!(matches!(header, None | Some("true")), "{header:?}");
    header.is_some()
}

#[actix_web::test]
async fn every_request_that_makes_something_gets_the_same_answer_again() {
    let (world, person) = World::with_person().await;
    let again = requests(&person);
    for ((first, status), (second, _)) in requests(&person).into_iter().zip(again) {
        let first = with_key(first, KEY).await;
        first.json(status);
        assert!(!is_replay(&first));
        let lines = world.store.audit_events();
        world.clock.advance(TimeDelta::seconds(1));
        let second = with_key(second, KEY).await;
        second.json(status);
        assert!(is_replay(&second), "{}", second.text);
        assert_eq!(second.text, first.text);
        assert_eq!(world.store.audit_events(), lines, "nothing was done");
        for name in ["content-type", "cache-control", "pragma"] {
            assert_eq!(second.header(name), first.header(name));
        }
    }
}

#[actix_web::test]
async fn the_secret_of_the_answer_works() {
    let (world, person) = World::with_person().await;
    let make = || with_key(person.post("/api_keys").json(&json!({"name": "Made"})), KEY);
    make().await.json(201);
    let again = make().await.json(201);
    world
        .try_key(again["key"].as_str().unwrap())
        .await
        .json(200);
}

#[actix_web::test]
async fn without_a_key_or_with_another_it_is_another_request() {
    let (_, person) = World::with_person().await;
    let make = || person.post("/inboxes").json(&json!({"name": "Sales"}));
    let mut made = Vec::new();
    for ask in [
        make(),
        make(),
        with_key(make(), "1"),
        with_key(make(), "\"1\""),
    ] {
        let answer = ask.await;
        assert!(!is_replay(&answer));
        made.push(answer.json(201)["id"].clone());
    }
    made.dedup();
    assert_eq!(made.len(), 4);
}

/// Also where what it asks for could not be asked for now: the key was to end within the hour.
#[actix_web::test]
async fn an_answer_is_remembered_for_a_day() {
    let (world, person) = World::with_person().await;
    let soon = (world.clock.now() + TimeDelta::hours(1)).to_rfc3339();
    let make = || {
        let body = json!({"name": "Made", "expires_at": soon});
        with_key(person.key.post("/v1/api_keys").json(&body), KEY)
    };
    let first = make().await;
    first.json(201);
    world
        .clock
        .advance(TimeDelta::hours(24) - TimeDelta::microseconds(1));
    assert_eq!(make().await.text, first.text);
    world.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(make().await.faulty_fields(), ["expires_at"]);
}

#[actix_web::test]
async fn a_request_that_failed_is_tried_anew() {
    let (_, person) = World::with_person().await;
    let address = json!({"email": "help@sendook.com"});
    let taken = person.post("/inboxes").json(&address).await.json(201);
    let make = || with_key(person.post("/inboxes").json(&address), KEY);
    make().await.error(409, "inbox_taken");
    let inbox = format!("/inboxes/{}", taken["id"].as_str().unwrap());
    person.delete(&inbox).await.json(200);
    let made = make().await;
    assert!(!is_replay(&made));
    made.json(201);
}

/// Whichever call of the store fails: in the end there is one inbox.
#[actix_web::test]
async fn whatever_fails_there_is_one_in_the_end() {
    for nth in 1.. {
        let (world, person) = World::with_person().await;
        let make = || with_key(person.post("/inboxes").json(&json!({})), KEY);
        let calls = world.store.calls();
        world.store.fail_call(nth);
        let first = make().await;
        if world.store.calls() - calls < nth {
            assert!(nth > 2, "the request asks, and looks for an answer");
            break;
        }
        first.error(503, "unavailable");
        make().await.json(201);
        let inboxes = person.get("/inboxes").await.json(200);
        assert_eq!(inboxes.as_array().unwrap().len(), 2, "and the first one");
    }
}

#[actix_web::test]
async fn a_key_that_was_deleted_since_is_shown_again_and_does_not_work() {
    let (world, person) = World::with_person().await;
    let make = || with_key(person.post("/api_keys").json(&json!({"name": "Made"})), KEY);
    let made = make().await.json(201);
    let path = format!("/api_keys/{}", made["id"].as_str().unwrap());
    person.delete(&path).await.json(200);
    assert_eq!(make().await.json(201), made);
    let dead = world.try_key(made["key"].as_str().unwrap()).await;
    dead.error(401, "invalid_token");
}

#[actix_web::test]
async fn an_invitation_that_is_asked_for_again_is_mailed_once() {
    let (world, person) = World::with_person().await;
    let guest = json!({"email": "grace@example.com", "role": "member"});
    for _ in 0..2 {
        with_key(person.post("/invitations").json(&guest), KEY)
            .await
            .json(201);
    }
    assert_eq!(world.send_mails("grace@example.com").len(), 1);
}

#[actix_web::test]
async fn a_person_may_have_a_new_token_when_the_request_is_sent_again() {
    let (world, person) = World::with_person().await;
    let path = person.path("/inboxes");
    let make = |token: &str| with_key(world.post(&path).bearer(token).json(&json!({})), KEY);
    let first = make(&person.token).await;
    first.json(201);
    let token = world.log_in(&person.email).await;
    assert_eq!(make(&token).await.text, first.text);
}

#[actix_web::test]
async fn a_service_may_have_a_new_run_token_when_the_request_is_sent_again() {
    let (_, person) = World::with_person().await;
    let mut made = Vec::new();
    for _ in 0..2 {
        let token = person.key.run_token(&json!({})).await;
        made.push(with_key(token.post("/v1/inboxes").json(&json!({})), KEY).await);
    }
    made[0].json(201);
    assert_eq!(made[0].text, made[1].text);
}
