//! How fields are read: their names, their types, and what is said of bad ones.

use serde_json::{Value, json};

use crate::support::{PASSWORD, World};

/// A registration with these fields changed; `null` takes one away.
fn registration(changes: &Value) -> Value {
    let mut body = json!({"email": "a@example.com", "password": PASSWORD, "first_name": "Ada"});
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[actix_web::test]
async fn every_bad_field_is_listed_at_once() {
    let world = World::new().await;
    let register = world.post("/auth/register");
    let body = json!({"email": "a", "password": "short", "firstName": "", "last_name": "\u{0}"});
    let faulty = register.json(&body).await.faulty_fields();
    assert_eq!(faulty, ["email", "first_name", "last_name", "password"]);
    let faulty = world
        .post("/auth/login")
        .json(&json!({}))
        .await
        .faulty_fields();
    assert_eq!(faulty, ["email", "password"]);

    let person = world.register().await;
    let body = json!({"environment": "test", "expiresAt": "soon", "scopes": ["all"],
        "inboxIds": ["a b"]});
    let make = world.post("/v1/api_keys").bearer(&person.key).json(&body);
    let all = ["environment", "expires_at", "inbox_ids", "name", "scopes"];
    assert_eq!(make.await.faulty_fields(), all);
    let own = format!("/v1/api_keys/{}", person.key_id);
    let body = json!({"name": "", "active": "yes", "expires_at": 1});
    let change = world.patch(&own).bearer(&person.key).json(&body);
    assert_eq!(
        change.await.faulty_fields(),
        ["active", "expires_at", "name"]
    );
    let make = world.post("/v1/inboxes").bearer(&person.key);
    let make = make.json(&json!({"name": "", "email": "a"}));
    assert_eq!(make.await.faulty_fields(), ["email", "name"]);
}

#[actix_web::test]
async fn the_expiry_is_listed_with_the_others_when_it_is_past() {
    let world = World::new().await;
    let person = world.register().await;
    let body = json!({"name": "", "expires_at": "1999-01-01T00:00:00Z"});
    let make = world.post("/v1/api_keys").bearer(&person.key).json(&body);
    assert_eq!(make.await.faulty_fields(), ["expires_at", "name"]);
    let own = format!("/v1/api_keys/{}", person.key_id);
    let change = world.patch(&own).bearer(&person.key).json(&body);
    assert_eq!(change.await.faulty_fields(), ["expires_at", "name"]);
}

#[actix_web::test]
async fn fields_of_the_wrong_type_are_refused() {
    let world = World::new().await;
    for wrong in [
        json!(1),
        json!(true),
        json!([]),
        json!({}),
        json!(["a@example.com"]),
        json!({"$ne": null}),
    ] {
        for field in ["email", "password", "first_name", "last_name"] {
            let body = registration(&json!({field: wrong}));
            let answer = world.post("/auth/register").json(&body).await;
            assert_eq!(answer.faulty_fields(), [field], "{body}");
        }
        for field in ["email", "password"] {
            let mut body = json!({"email": "a@example.com", "password": PASSWORD});
            body[field] = wrong.clone();
            let answer = world.post("/auth/login").json(&body).await;
            assert_eq!(answer.faulty_fields(), [field], "{body}");
        }
    }
    let person = world.register().await;
    for (field, wrong) in [
        ("scopes", json!("full_access")),
        ("scopes", json!([null])),
        ("scopes", json!([["full_access"]])),
        ("scopes", json!([])),
        ("scopes", json!({})),
        ("inbox_ids", json!("all")),
        ("inbox_ids", json!([1])),
        ("inbox_ids", json!([])),
        ("environment", json!(1)),
        ("environment", json!("Production")),
        ("expires_at", json!(1_900_000_000)),
        ("expires_at", json!("2027-01-01")),
        ("expires_at", json!("+999999-01-01T00:00:00Z")),
    ] {
        let make = world.post("/v1/api_keys").bearer(&person.key);
        let answer = make.json(&json!({"name": "One", field: wrong})).await;
        assert_eq!(answer.faulty_fields(), [field], "{wrong}");
    }
}

#[actix_web::test]
async fn null_is_absent() {
    let world = World::new().await;
    for field in ["email", "password", "first_name"] {
        let body = registration(&json!({field: null}));
        let answer = world.post("/auth/register").json(&body).await;
        assert_eq!(answer.faulty_fields(), [field]);
    }
    let body = registration(&json!({"last_name": null}));
    let made = world.post("/auth/register").json(&body).await.json(201);
    assert_eq!(made["user"].get("lastName"), None);
    let person = world.register().await;
    let body = json!({"name": "One", "environment": null, "expires_at": null, "scopes": null,
        "inbox_ids": null});
    let made = world
        .post("/v1/api_keys")
        .bearer(&person.key)
        .json(&body)
        .await
        .json(201);
    assert_eq!(made["scopes"], json!(["full_access"]));
    assert_eq!(made.get("inboxIds"), None);
    let made = world.post("/v1/inboxes").bearer(&person.key);
    made.json(&json!({"name": null, "email": null}))
        .await
        .json(201);
}
