//! When a key is good, and that its end holds on the very next request.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Account, World};

async fn change(world: &World, person: &Account, id: &str, body: Value) -> Value {
    let change = world
        .patch(&person.path(&format!("/api_keys/{id}")))
        .bearer(&person.token);
    change.json(&body).await.json(200)
}

#[actix_web::test]
async fn a_disabled_key_is_dead_at_once_and_can_be_enabled_again() {
    let world = World::new().await;
    let person = world.register().await;
    let ask = || world.get("/v1/inboxes").bearer(&person.key);
    assert_eq!(
        change(&world, &person, &person.key_id, json!({"active": false})).await["active"],
        false
    );
    ask().await.error(401, "api_key_disabled");
    assert_eq!(
        change(&world, &person, &person.key_id, json!({"active": true})).await["active"],
        true
    );
    ask().await.json(200);
}

#[actix_web::test]
async fn a_deleted_key_is_dead_at_once_and_shown_as_inactive() {
    let world = World::new().await;
    let person = world.register().await;
    let path = person.path(&format!("/api_keys/{}", person.key_id));
    let mut shown = world.get(&path).bearer(&person.token).await.json(200);
    shown["active"] = json!(false);
    assert_eq!(
        world.delete(&path).bearer(&person.token).await.json(200),
        shown
    );
    world
        .get("/v1/inboxes")
        .bearer(&person.key)
        .await
        .error(401, "invalid_token");
    for method in ["GET", "DELETE"] {
        world
            .ask(method, &path)
            .bearer(&person.token)
            .await
            .error(404, "not_found");
    }
    let patch = world
        .patch(&path)
        .bearer(&person.token)
        .json(&json!({"active": true}));
    patch.await.error(404, "not_found");
    assert_eq!(
        world
            .get(&person.path("/api_keys"))
            .bearer(&person.token)
            .await
            .json(200),
        json!([])
    );
}

#[actix_web::test]
async fn a_key_can_delete_itself() {
    let world = World::new().await;
    let person = world.register().await;
    let own = format!("/v1/api_keys/{}", person.key_id);
    world.delete(&own).bearer(&person.key).await.json(200);
    world
        .delete(&own)
        .bearer(&person.key)
        .await
        .error(401, "invalid_token");
}

#[actix_web::test]
async fn a_key_ends_at_its_expiry_and_says_when() {
    let world = World::new().await;
    let person = world.register().await;
    let body = json!({"expires_at": "2026-03-01T11:00:00Z"});
    change(&world, &person, &person.key_id, body).await;
    world
        .clock
        .advance(TimeDelta::hours(1) - TimeDelta::microseconds(1));
    world.get("/v1/inboxes").bearer(&person.key).await.json(200);
    world.clock.advance(TimeDelta::microseconds(1));
    let answer = world.get("/v1/inboxes").bearer(&person.key).await;
    let sentence = answer.error(401, "api_key_expired")["message"].to_string();
    assert!(sentence.contains("2026-03-01T11:00:00Z"), "{sentence}");
    change(&world, &person, &person.key_id, json!({"expires_at": null})).await;
    world.get("/v1/inboxes").bearer(&person.key).await.json(200);
}
