//! `/v1/api_keys` and `/organizations/{id}/api_keys`.

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
async fn a_key_is_made_as_asked() {
    let world = World::new().await;
    let person = world.register().await;
    let body = json!({"name": " Reader ", "environment": "development",
        "expires_at": "2026-03-01T12:00:00.5+01:00", "inbox_ids": [person.inbox_id, person.inbox_id],
        "scopes": ["keys:read", "inboxes:read", "keys:read"]});
    let make = world
        .post(&person.path("/api_keys"))
        .bearer(&person.token)
        .json(&body);
    let made = make.await.json(201);
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("sndk_dev_"), "{key}");
    let expected = json!({"_id": made["id"], "id": made["id"], "name": "Reader",
        "hint": format!("sndk_dev_…{}", &key[key.len() - 4..]), "environment": "development",
        "organizationId": person.organization_id, "active": true,
        "scopes": ["inboxes:read", "keys:read"], "inboxIds": [person.inbox_id],
        "expiresAt": "2026-03-01T11:00:00.500Z", "lastUsedAt": null, "requestCount": 0,
        "secrets": [{"hint": format!("sndk_dev_…{}", &key[key.len() - 4..]),
            "createdAt": "2026-03-01T10:00:00.000Z", "endsAt": null, "lastUsedAt": null}], "createdBy": person.user_id,
        "createdAt": "2026-03-01T10:00:00.000Z", "updatedAt": "2026-03-01T10:00:00.000Z", "key": key});
    assert_eq!(made, expected);
}

#[actix_web::test]
async fn each_environment_has_its_prefix() {
    let world = World::new().await;
    let person = world.register().await;
    for (environment, prefix) in [
        ("production", "sndk_prod_"),
        ("staging", "sndk_stage_"),
        ("development", "sndk_dev_"),
    ] {
        let body = json!({"name": "One", "environment": environment});
        let (_, key) = world.create_key(&person, &body).await;
        assert!(key.starts_with(prefix), "{key}");
        world.get("/v1/inboxes").bearer(&key).await.json(200);
    }
}

#[actix_web::test]
async fn a_change_leaves_the_rest_as_it_is() {
    let world = World::new().await;
    let person = world.register().await;
    let body = json!({"name": "Old", "expires_at": "2027-01-01T00:00:00Z"});
    let (id, _) = world.create_key(&person, &body).await;
    world.clock.advance(TimeDelta::seconds(1));
    let renamed = change(&world, &person, &id, json!({"name": " New "})).await;
    assert_eq!(renamed["name"], "New");
    assert_eq!(renamed["expiresAt"], "2027-01-01T00:00:00.000Z");
    assert_eq!(renamed["updatedAt"], "2026-03-01T10:00:01.000Z");
    world.clock.advance(TimeDelta::seconds(1));
    assert_eq!(
        change(&world, &person, &id, json!({"name": null, "active": null})).await,
        renamed
    );
}

#[actix_web::test]
async fn an_expiry_must_lie_in_the_future() {
    let world = World::new().await;
    let person = world.register().await;
    let own = person.path(&format!("/api_keys/{}", person.key_id));
    for at in ["2026-03-01T10:00:00Z", "1999-01-01T00:00:00Z"] {
        let make = world.post("/v1/api_keys").bearer(&person.key);
        let make = make.json(&json!({"name": "Late", "expires_at": at}));
        assert_eq!(make.await.faulty_fields(), ["expires_at"]);
        let change = world
            .patch(&own)
            .bearer(&person.token)
            .json(&json!({"expires_at": at}));
        assert_eq!(change.await.faulty_fields(), ["expires_at"]);
    }
}

#[actix_web::test]
async fn what_is_no_id_is_not_found() {
    let world = World::new().await;
    let person = world.register().await;
    for id in [
        "key_01h455vb4pex5vsknk084sn02q",
        "$ne",
        "a.b",
        &"x".repeat(65),
        &person.inbox_id,
    ] {
        for roof in ["/v1".to_owned(), person.path("")] {
            let credential = if roof == "/v1" {
                &person.key
            } else {
                &person.token
            };
            let path = format!("{roof}/api_keys/{id}");
            world
                .get(&path)
                .bearer(credential)
                .await
                .error(404, "not_found");
            world
                .delete(&path)
                .bearer(credential)
                .await
                .error(404, "not_found");
            let change = world.patch(&path).bearer(credential).json(&json!({}));
            change.await.error(404, "not_found");
        }
    }
}
