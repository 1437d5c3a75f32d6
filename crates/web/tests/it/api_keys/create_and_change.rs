//! `/v1/api_keys` and `/organizations/{id}/api_keys`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::World;

#[actix_web::test]
async fn a_key_is_made_as_asked() {
    let (_, person) = World::with_person().await;
    let body = json!({"name": " Reader ", "environment": "development",
        "expires_at": "2026-03-01T12:00:00.5+01:00", "inbox_ids": [person.inbox_id, person.inbox_id],
        "scopes": ["keys:read", "inboxes:read", "keys:read"]});
    let made = person.post("/api_keys").json(&body).await.json(201);
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
    let (_, person) = World::with_person().await;
    for (environment, prefix) in [
        ("production", "sndk_prod_"),
        ("staging", "sndk_stage_"),
        ("development", "sndk_dev_"),
    ] {
        let body = json!({"name": "One", "environment": environment});
        let (_, key) = person.create_key(&body).await;
        assert!(key.starts_with(prefix), "{key}");
        key.get("/v1/inboxes").await.json(200);
    }
}

#[actix_web::test]
async fn a_change_leaves_the_rest_as_it_is() {
    let (world, person) = World::with_person().await;
    let body = json!({"name": "Old", "expires_at": "2027-01-01T00:00:00Z"});
    let (id, _) = person.create_key(&body).await;
    world.clock.advance(TimeDelta::seconds(1));
    let change = |body: Value| person.patch(&format!("/api_keys/{id}")).json(&body);
    let renamed = change(json!({"name": " New "})).await.json(200);
    assert_eq!(renamed["name"], "New");
    assert_eq!(renamed["expiresAt"], "2027-01-01T00:00:00.000Z");
    assert_eq!(renamed["updatedAt"], "2026-03-01T10:00:01.000Z");
    world.clock.advance(TimeDelta::seconds(1));
    let unchanged = change(json!({"name": null, "active": null})).await;
    assert_eq!(unchanged.json(200), renamed);
}

#[actix_web::test]
async fn an_expiry_must_lie_in_the_future() {
    let (_, person) = World::with_person().await;
    let own = person.path(&format!("/api_keys/{}", person.key_id));
    for at in ["2026-03-01T10:00:00Z", "1999-01-01T00:00:00Z"] {
        let make = person.key.post("/v1/api_keys");
        let make = make.json(&json!({"name": "Late", "expires_at": at}));
        assert_eq!(make.await.faulty_fields(), ["expires_at"]);
        let change = person.token.patch(&own).json(&json!({"expires_at": at}));
        assert_eq!(change.await.faulty_fields(), ["expires_at"]);
    }
}

#[actix_web::test]
async fn what_is_no_id_is_not_found_under_either_prefix() {
    let (_, person) = World::with_person().await;
    let malformed =
        "$ne a.b 1 undefined null [object $$ 507f1f77bcf86cd799439011 '-- * key_unknown";
    let (unknown, long) = ("key_01h455vb4pex5vsknk084sn02q", "x".repeat(65));
    for id in malformed
        .split(' ')
        .chain([unknown, &long, &person.inbox_id])
    {
        for method in ["GET", "DELETE", "PATCH"] {
            for ask in person.both(method, &format!("/api_keys/{id}")) {
                ask.json(&json!({})).await.error(404, "not_found");
            }
        }
    }
}
