//! When a key is good, and that its end holds on the very next request.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn a_disabled_key_is_dead_at_once_and_can_be_enabled_again() {
    let (_, person) = World::with_person().await;
    let ask = || person.key.get("/v1/inboxes");
    let changed = person.change_key(&json!({"active": false})).await;
    assert_eq!(changed.json(200)["active"], false);
    ask().await.error(401, "api_key_disabled");
    let changed = person.change_key(&json!({"active": true})).await;
    assert_eq!(changed.json(200)["active"], true);
    ask().await.json(200);
}

#[actix_web::test]
async fn a_deleted_key_is_dead_at_once_and_shown_as_inactive() {
    let (_, person) = World::with_person().await;
    let path = person.path(&format!("/api_keys/{}", person.key_id));
    let mut shown = person.token.get(&path).await.json(200);
    shown["active"] = json!(false);
    assert_eq!(person.token.delete(&path).await.json(200), shown);
    person
        .key
        .get("/v1/inboxes")
        .await
        .error(401, "invalid_token");
    for method in ["GET", "DELETE"] {
        person
            .token
            .ask(method, &path)
            .await
            .error(404, "not_found");
    }
    let patch = person.token.patch(&path).json(&json!({"active": true}));
    patch.await.error(404, "not_found");
    assert_eq!(person.get("/api_keys").await.json(200), json!([]));
}

#[actix_web::test]
async fn a_key_can_delete_itself() {
    let (_, person) = World::with_person().await;
    let own = format!("/v1/api_keys/{}", person.key_id);
    person.key.delete(&own).await.json(200);
    person.key.delete(&own).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn a_key_ends_at_its_expiry_and_says_when() {
    let (world, person) = World::with_person().await;
    let body = json!({"expires_at": "2026-03-01T11:00:00Z"});
    person.change_key(&body).await.json(200);
    world
        .clock
        .advance(TimeDelta::hours(1) - TimeDelta::microseconds(1));
    person.key.get("/v1/inboxes").await.json(200);
    world.clock.advance(TimeDelta::microseconds(1));
    let answer = person.key.get("/v1/inboxes").await;
    answer.says(401, "api_key_expired", "2026-03-01T11:00:00Z");
    person
        .change_key(&json!({"expires_at": null}))
        .await
        .json(200);
    person.key.get("/v1/inboxes").await.json(200);
}
