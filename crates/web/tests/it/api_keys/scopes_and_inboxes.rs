//! Scopes and inboxes of the keys that a key makes, and of a key that is changed. Which inboxes a restricted key
//! reaches: `inboxes/restricted_keys.rs`.

use sendook_domain::entities::{AuditAction, ScopeSet};
use sendook_domain::ports::ApiKeys as _;
use sendook_domain::values::Id;
use sendook_testkit::builders::{a_key, an_audit_event};
use serde_json::{Value, json};

use crate::support::World;

#[actix_web::test]
async fn a_key_creates_and_changes_only_keys_with_no_more_rights() {
    let (_, person) = World::with_person().await;
    let body = json!({"name": "Manager", "scopes": ["keys:write", "inboxes:read"]});
    let (_, manager) = person.create_key(&body).await;
    let make = |body: Value| manager.post("/v1/api_keys").json(&body);
    make(json!({"name": "All"})).await.error(403, "forbidden");
    make(json!({"name": "W", "scopes": ["inboxes:write"]}))
        .await
        .error(403, "forbidden");
    let made = make(json!({"name": "R", "scopes": ["inboxes:read"]}))
        .await
        .json(201);
    let maker = manager.get("/v1/whoami").await.json(200)["apiKey"]["id"].clone();
    assert_eq!(made["createdBy"], maker);
    let list = format!("/v1/api_keys?created_by={}", maker.as_str().unwrap());
    let made_by_it = person.key.get(&list).await.json(200);
    assert_eq!(made_by_it, json!([made_without_secret(&made)]));

    let full = format!("/v1/api_keys/{}", person.key_id);
    let change = manager.patch(&full).json(&json!({"active": false}));
    change.await.error(403, "forbidden");
    manager.delete(&full).await.error(403, "forbidden");
    let lesser = format!("/v1/api_keys/{}", made["id"].as_str().unwrap());
    manager.delete(&lesser).await.json(200);
}

#[actix_web::test]
async fn a_restricted_key_makes_only_keys_of_its_inboxes() {
    let (_, person) = World::with_person().await;
    let body = json!({"name": "Restricted", "inbox_ids": [person.inbox_id]});
    let (_, restricted) = person.create_key(&body).await;
    let make = |body: Value| restricted.post("/v1/api_keys").json(&body);
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
    let (_, person, stranger) = World::with_two().await;
    let body = json!({"name": "One", "inbox_ids": [person.inbox_id, stranger.inbox_id]});
    let answer = person.key.post("/v1/api_keys").json(&body).await;
    assert_eq!(answer.faulty_fields(), ["inbox_ids"]);
}

fn made_without_secret(made: &Value) -> Value {
    let mut made = made.clone();
    made.as_object_mut().unwrap().remove("key");
    made
}

#[actix_web::test]
async fn scopes_and_inboxes_change_under_both_prefixes_from_the_next_request_on() {
    let (_, person) = World::with_person().await;
    let (id, secret) = person.create_key(&json!({"name": "Worker"})).await;
    let inboxes = || secret.get("/v1/inboxes");
    inboxes().await.json(200);
    let by_person = person.path(&format!("/api_keys/{id}"));
    let restricted = person.token.patch(&by_person);
    let restricted =
        restricted.json(&json!({"scopes": ["keys:write", "keys:read"], "inboxIds": []}));
    let restricted = restricted.await.json(200);
    assert_eq!(restricted["inboxIds"], json!([]));
    inboxes().await.error(403, "insufficient_scope");
    let by_key = format!("/v1/api_keys/{id}");
    for wider in [
        json!({"scopes": ["full_access"]}),
        json!({"inbox_ids": null}),
        json!({"active": true, "scopes": ["inboxes:read", "keys:write"]}),
    ] {
        let widen = secret.patch(&by_key).json(&wider);
        widen.await.error(403, "forbidden");
    }
    let widen = person.key.patch(&by_key);
    let all = json!({"scopes": ["inboxes:read"], "inbox_ids": null});
    let widened = widen.json(&all).await.json(200);
    assert_eq!(widened["scopes"], json!(["inboxes:read"]));
    assert_eq!(widened.get("inboxIds"), None);
    assert_eq!(inboxes().await.json(200).as_array().unwrap().len(), 1);
}

/// Of another program on the same database, that registered it.
#[actix_web::test]
async fn a_scope_that_is_not_registered_is_kept_and_not_given() {
    let (world, person) = World::with_person().await;
    let mut key = a_key(&Id::parse(&person.organization_id).unwrap());
    key.key.scopes = ScopeSet::restore("inboxes:read of.another:program").unwrap();
    let audit = an_audit_event(AuditAction::KeyCreated);
    world.store.create_key(&key, &audit, None).unwrap();
    let path = person.path(&format!("/api_keys/{}", key.key.id));
    let shown = person.token.get(&path).await.json(200);
    let scopes = json!(["inboxes:read", "of.another:program"]);
    assert_eq!(shown["scopes"], json!(["inboxes:read"]));
    let renamed = person.token.patch(&path).json(&json!({"name": "Other"}));
    renamed.await.json(200);
    let organization = key.key.organization_id.clone();
    let kept = world
        .store
        .key(&organization, &key.key.id)
        .unwrap()
        .unwrap();
    assert_eq!(kept.scopes, key.key.scopes);

    let body = json!({"name": "New", "scopes": scopes});
    let new = person.key.post("/v1/api_keys").json(&body).await;
    assert_eq!(new.faulty_fields(), ["scopes"]);
    let changed = person.token.patch(&path).json(&json!({"scopes": scopes}));
    assert_eq!(changed.await.faulty_fields(), ["scopes"]);
}
