//! Who does not get the answer to an earlier request.

use serde_json::json;

use super::{KEY, requests, with_key};
use crate::support::World;

#[actix_web::test]
async fn a_key_that_came_with_another_body_is_in_use() {
    let (world, person) = World::with_person().await;
    for (ask, status) in requests(&person) {
        with_key(ask, KEY).await.json(status);
    }
    let lines = world.store.audit_events();
    for (ask, _) in requests(&person) {
        let other = ask.raw("application/json", r#"{"name": "Other"}"#);
        let refused = with_key(other, KEY).await;
        refused.says(409, "idempotency_key_in_use", "another body");
    }
    assert_eq!(world.store.audit_events(), lines);
}

#[actix_web::test]
async fn a_malformed_key_is_refused_after_the_credential() {
    let (world, person) = World::with_person().await;
    for key in ["", "a b", &"k".repeat(256), "caf\u{e9}"] {
        for (ask, _) in requests(&person) {
            let answer = with_key(ask, key).await;
            assert_eq!(answer.faulty_fields(), ["Idempotency-Key"]);
        }
        let anybody = with_key(world.post("/v1/inboxes").json(&json!({})), key);
        anybody.await.error(401, "missing_credentials");
    }
    let twice = with_key(person.post("/inboxes").json(&json!({})), "1");
    let twice = with_key(twice, "1").await;
    twice.says(400, "validation_failed", "more than once");
}

#[actix_web::test]
async fn others_and_other_routes_have_keys_of_their_own() {
    let (_, person, stranger) = World::with_two().await;
    let (_, beside) = person.create_key(&json!({"name": "Beside"})).await;
    let body = json!({"name": "Made"});
    let asks = [
        person.post("/inboxes"),
        person.post("/api_keys"),
        stranger.post("/inboxes"),
        person.key.post("/v1/inboxes"),
        beside.post("/v1/inboxes"),
    ];
    for ask in asks {
        let answer = with_key(ask.json(&body), KEY).await;
        answer.json(201);
        assert_eq!(answer.header("idempotent-replay"), None);
    }
}

#[actix_web::test]
async fn who_may_no_longer_make_it_is_not_shown_the_secret_again() {
    let (_, person) = World::with_person().await;
    let (id, maker) = person.create_key(&json!({"name": "Maker"})).await;
    let make = || {
        with_key(
            maker.post("/v1/api_keys").json(&json!({"name": "Full"})),
            KEY,
        )
    };
    let made = make().await.json(201);
    let rotate = format!("/v1/api_keys/{}/rotate", made["id"].as_str().unwrap());
    let rotate = || with_key(maker.post(&rotate).json(&json!({})), KEY);
    rotate().await.json(200);

    let change = |body| person.patch(&format!("/api_keys/{id}")).json(&body);
    let narrow = json!({"scopes": ["keys:read", "keys:write"]});
    change(narrow).await.json(200);
    for answer in [make().await, rotate().await] {
        answer.error(403, "forbidden");
        answer.hides("sndk_");
    }
    change(json!({"scopes": ["inboxes:read"]})).await.json(200);
    for answer in [make().await, rotate().await] {
        answer.error(403, "insufficient_scope");
    }
    change(json!({"scopes": ["full_access"]})).await.json(200);
    assert_eq!(make().await.json(201), made);
}

/// A run token ends with the secret that made it. The other secret of the key does not get it.
#[actix_web::test]
async fn the_other_secret_of_a_key_makes_run_tokens_of_its_own() {
    let (_, person) = World::with_person().await;
    let new = person.rotated().await;
    let run = json!({"grant_type": "client_credentials"});
    let mut tokens = Vec::new();
    for secret in [&person.key, &new] {
        let answer = with_key(secret.post("/oauth/token").json(&run), KEY).await;
        tokens.push(answer.json(200)["access_token"].clone());
    }
    assert_ne!(tokens[0], tokens[1]);
}

#[actix_web::test]
async fn a_key_that_was_deleted_since_has_no_new_secret() {
    let (_, person) = World::with_person().await;
    let (id, _) = person.create_key(&json!({"name": "Made"})).await;
    let key = format!("/api_keys/{id}");
    let rotate = || with_key(person.post(&format!("{key}/rotate")).json(&json!({})), KEY);
    rotate().await.json(200);
    person.delete(&key).await.json(200);
    rotate().await.error(404, "not_found");
}

/// There is no caller yet to whom it could belong.
#[actix_web::test]
async fn registration_and_login_do_not_look_at_it() {
    let world = World::new().await;
    let body = json!({"email": "a@example.com", "password": crate::support::PASSWORD, "first_name": "Ada"});
    let register = || with_key(world.post("/auth/register").json(&body), "a b");
    register().await.json(201);
    register().await.error(409, "email_taken");
}
