//! How far a key reaches, and the keys that it makes.

use serde_json::{Value, json};

use crate::support::World;

#[actix_web::test]
async fn a_key_makes_and_changes_only_keys_that_reach_no_further() {
    let world = World::new().await;
    let person = world.register().await;
    let body = json!({"name": "Manager", "scopes": ["keys:write", "inboxes:read"]});
    let (_, manager) = world.create_key(&person, &body).await;
    let make = |body: Value| world.post("/v1/api_keys").bearer(&manager).json(&body);
    make(json!({"name": "All"})).await.error(403, "forbidden");
    make(json!({"name": "W", "scopes": ["inboxes:write"]}))
        .await
        .error(403, "forbidden");
    let made = make(json!({"name": "R", "scopes": ["inboxes:read"]}))
        .await
        .json(201);
    assert_eq!(made.get("createdBy"), None, "no person made it");

    let full = format!("/v1/api_keys/{}", person.key_id);
    let change = world
        .patch(&full)
        .bearer(&manager)
        .json(&json!({"active": false}));
    change.await.error(403, "forbidden");
    world
        .delete(&full)
        .bearer(&manager)
        .await
        .error(403, "forbidden");
    let lesser = format!("/v1/api_keys/{}", made["id"].as_str().unwrap());
    world.delete(&lesser).bearer(&manager).await.json(200);
}

#[actix_web::test]
async fn a_restricted_key_makes_only_keys_of_its_inboxes() {
    let world = World::new().await;
    let person = world.register().await;
    let body = json!({"name": "Restricted", "inbox_ids": [person.inbox_id]});
    let (_, restricted) = world.create_key(&person, &body).await;
    let make = |body: Value| world.post("/v1/api_keys").bearer(&restricted).json(&body);
    make(json!({"name": "Unrestricted"}))
        .await
        .error(403, "forbidden");
    let made = make(json!({"name": "As far", "inbox_ids": [person.inbox_id]}))
        .await
        .json(201);
    assert_eq!(made["inboxIds"], json!([person.inbox_id]));
}

#[actix_web::test]
async fn inboxes_of_others_cannot_be_named() {
    let world = World::new().await;
    let (person, stranger) = (world.register().await, world.register().await);
    let body = json!({"name": "One", "inbox_ids": [person.inbox_id, stranger.inbox_id]});
    let answer = world
        .post("/v1/api_keys")
        .bearer(&person.key)
        .json(&body)
        .await;
    assert_eq!(answer.faulty_fields(), ["inbox_ids"]);
}
