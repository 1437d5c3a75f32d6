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
    let make = person.key.post("/v1/api_keys").json(&body);
    let all = ["environment", "expires_at", "inbox_ids", "name", "scopes"];
    assert_eq!(make.await.faulty_fields(), all);
    let own = format!("/v1/api_keys/{}", person.key_id);
    let body = json!({"name": "", "active": "yes", "expires_at": 1});
    let change = person.key.patch(&own).json(&body);
    assert_eq!(
        change.await.faulty_fields(),
        ["active", "expires_at", "name"]
    );
    let make = person.key.post("/v1/inboxes");
    let make = make.json(&json!({"name": "", "email": "a"}));
    assert_eq!(make.await.faulty_fields(), ["email", "name"]);
}

#[actix_web::test]
async fn the_expiry_is_listed_with_the_others_when_it_is_past() {
    let (_, person) = World::with_person().await;
    let body = json!({"name": "", "expires_at": "1999-01-01T00:00:00Z"});
    let make = person.key.post("/v1/api_keys").json(&body);
    assert_eq!(make.await.faulty_fields(), ["expires_at", "name"]);
    let own = format!("/v1/api_keys/{}", person.key_id);
    assert_eq!(
        person.key.patch(&own).json(&body).await.faulty_fields(),
        ["expires_at", "name"]
    );
}

#[actix_web::test]
async fn fields_of_the_wrong_type_are_refused() {
    let (world, person) = World::with_person().await;
    for wrong in [
        json!(1),
        json!(true),
        json!([]),
        json!({}),
        json!(["a@example.com"]),
        json!({"$ne": null}),
        json!({"$regex": ".*"}),
        json!([["a@example.com"], "b@example.com"]),
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
        let make = person
            .key
            .post("/v1/inboxes")
            .json(&json!({"email": wrong}));
        assert_eq!(make.await.faulty_fields(), ["email"], "{wrong}");
    }
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
        let make = person.key.post("/v1/api_keys");
        let answer = make.json(&json!({"name": "One", field: wrong})).await;
        assert_eq!(answer.faulty_fields(), [field], "{wrong}");
    }
}

#[actix_web::test]
async fn a_whole_number_is_one_however_it_is_written() {
    let (world, person) = World::with_person().await;
    let make = |text: &str| {
        let body = format!(r#"{{"name": "One", "expires_in": {text}}}"#);
        let make = person.key.post("/v1/api_keys");
        make.raw("application/json", body).into_future()
    };
    let end = async |text: &str| make(text).await.json(201)["expiresAt"].clone();
    let hour = end("3600").await;
    for text in ["3600.0", "3.6e3", "36E2", "360000e-2"] {
        assert_eq!(end(text).await, hour, "{text}");
    }
    for text in [
        "3600.5",
        "0.0",
        "-1.0",
        "1e300",
        "1e19",
        "3153600001.0",
        "\"3600\"",
    ] {
        let refused = make(text).await;
        assert_eq!(refused.faulty_fields(), ["expires_in"], "{text}");
        let sentence = "expires_in must be a whole number from 1 to 3153600000.";
        assert_eq!(refused.json(400)["message"], sentence);
    }
    let rotate = world.post(&format!("/v1/api_keys/{}/rotate", person.key_id));
    let rotate = rotate.bearer(&person.key);
    let rotate = rotate.raw("application/json", r#"{"grace_seconds": 0.0}"#);
    rotate.await.json(200);
    world.try_key(&person.key).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn a_blank_last_name_is_absent() {
    let world = World::new().await;
    for (number, blank) in ["", " ", "\t\u{a0}\u{3000}"].into_iter().enumerate() {
        let email = format!("{number}@example.com");
        let body = registration(&json!({"last_name": blank, "email": email}));
        let made = world.post("/auth/register").json(&body).await.json(201);
        assert_eq!(made["user"].get("lastName"), None, "{blank:?}");
    }
}

#[actix_web::test]
async fn names_that_show_nothing_are_refused_everywhere() {
    let (world, person) = World::with_person().await;
    for name in ["\u{3164}", "\u{2800}", "\u{200d}\u{fe0f}", "\u{301}"] {
        let body = registration(&json!({"first_name": name, "last_name": name}));
        let refused = world.post("/auth/register").json(&body).await;
        assert_eq!(refused.faulty_fields(), ["first_name", "last_name"]);
        let sentence = "The first name must contain at least one visible character.";
        assert_eq!(refused.json(400)["message"], sentence);
        let body = json!({"name": name});
        for path in ["/v1/api_keys", "/v1/inboxes"] {
            assert_eq!(
                person.key.post(path).json(&body).await.faulty_fields(),
                ["name"],
                "{path}"
            );
        }
        assert_eq!(person.change_key(&body).await.faulty_fields(), ["name"]);
        assert_eq!(person.patch("").json(&body).await.faulty_fields(), ["name"]);
    }
    for name in ["👩\u{200d}👩\u{200d}👧", "می\u{200c}خواهم"] {
        let make = person.key.post("/v1/api_keys");
        let made = make.json(&json!({"name": name})).await.json(201);
        assert_eq!(made["name"], name);
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
    let made = person.key.post("/v1/api_keys").json(&body).await.json(201);
    assert_eq!(made["scopes"], json!(["full_access"]));
    assert_eq!(made.get("inboxIds"), None);
    let unnamed = json!({"name": null, "email": null});
    let made = person.key.post("/v1/inboxes").json(&unnamed).await;
    assert_eq!(made.json(201).get("name"), None);
    let refused = person.key.post("/v1/api_keys").json(&unnamed).await;
    assert_eq!(refused.faulty_fields(), ["name"]);
}
