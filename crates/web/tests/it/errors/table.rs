//! One request for each row of the contract's error table. What else is to be said of a row stands in the
//! file of its subject.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn bad_requests() {
    let world = World::new().await;
    let login = || world.post("/auth/login");
    login()
        .json(&json!({"email": "a@example.com"}))
        .await
        .error(400, "validation_failed");
    login()
        .raw("application/json", "{")
        .await
        .error(400, "invalid_json");
    let ask = world.get("/v1/inboxes").header(("authorization", "Bearer"));
    ask.await.error(400, "invalid_request");
}

#[actix_web::test]
async fn credentials_that_are_missing_or_no_good() {
    let world = World::new().await;
    let person = world.register().await;
    world
        .get("/v1/inboxes")
        .await
        .error(401, "missing_credentials");
    world
        .get("/v1/inboxes")
        .bearer("junk")
        .await
        .error(401, "invalid_token");
    let ask = world.get("/v1/inboxes").bearer(&person.token);
    ask.await.error(401, "wrong_credential_type");
    let change = world.patch(&person.path(&format!("/api_keys/{}", person.key_id)));
    let change = change.bearer(&person.token);
    let body = json!({"active": false, "expires_at": "2026-03-01T11:00:00Z"});
    change.json(&body).await.json(200);
    world
        .get("/v1/inboxes")
        .bearer(&person.key)
        .await
        .error(401, "api_key_disabled");
    world.clock.advance(TimeDelta::hours(24));
    world
        .get("/v1/inboxes")
        .bearer(&person.key)
        .await
        .error(401, "api_key_expired");
    world
        .get("/auth/user")
        .bearer(&person.token)
        .await
        .error(401, "token_expired");
}

#[actix_web::test]
async fn a_failed_login_says_so_under_errors_too() {
    let world = World::new().await;
    let body = json!({"email": "a@example.com", "password": PASSWORD});
    let body = world
        .post("/auth/login")
        .json(&body)
        .await
        .error(401, "invalid_credentials");
    assert_eq!(body["errors"], json!([{"msg": body["message"]}]));
}

#[actix_web::test]
async fn any_failure_to_log_in_or_register_stands_under_errors() {
    let world = World::new().await;
    for path in ["/auth/login", "/auth/register"] {
        let broken = world.post(path).raw("application/json", "{").await;
        let broken = broken.error(400, "invalid_json");
        assert_eq!(broken["errors"], json!([{"msg": broken["message"]}]));
        let elsewhere = world
            .post("/auth/refresh")
            .raw("application/json", "{")
            .await;
        assert_eq!(elsewhere.error(400, "invalid_json").get("errors"), None);
    }
}

#[actix_web::test]
async fn what_is_not_allowed() {
    let world = World::new().await;
    let (person, stranger) = (world.register().await, world.register().await);
    world
        .get(&person.path(""))
        .bearer(&stranger.token)
        .await
        .error(403, "forbidden");
    let body = json!({"name": "Reader", "scopes": ["inboxes:read"]});
    let (_, key) = world.create_key(&person, &body).await;
    world
        .get("/v1/api_keys")
        .bearer(&key)
        .await
        .error(403, "insufficient_scope");
}

#[actix_web::test]
async fn what_is_not_there() {
    let world = World::new().await;
    let person = world.register().await;
    let body = world.get("/nowhere").await.error(404, "not_found");
    assert_eq!(body.get("errors"), None);
    world
        .get("/v1/inboxes/inbox_1")
        .bearer(&person.key)
        .await
        .error(404, "not_found");
    world
        .get("/v1/api_keys/key_1")
        .bearer(&person.key)
        .await
        .error(404, "not_found");
    let answer = world.delete("/auth/login").await;
    answer.error(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("POST"));
}

#[actix_web::test]
async fn what_is_taken() {
    let world = World::new().await;
    let person = world.register().await;
    let body = json!({"email": person.email, "password": PASSWORD, "first_name": "Eve"});
    world
        .post("/auth/register")
        .json(&body)
        .await
        .error(409, "email_taken");
    let make = || world.post("/v1/inboxes").bearer(&person.key);
    let body = json!({"email": "help@sendook.com"});
    make().json(&body).await.json(201);
    make().json(&body).await.error(409, "inbox_taken");
}

#[actix_web::test]
async fn bodies_that_are_too_large_or_of_another_type() {
    let world = World::new().await;
    let login = || world.post("/auth/login");
    let large = " ".repeat(64 * 1024 + 1);
    login()
        .raw("application/json", large)
        .await
        .error(413, "payload_too_large");
    login()
        .raw("text/plain", "{}")
        .await
        .error(415, "unsupported_media_type");
}

#[actix_web::test]
async fn what_is_away_says_when_to_try_again() {
    let world = World::new().await;
    world.store.set_away(true);
    let body = json!({"email": "a@example.com", "password": PASSWORD});
    let answer = world.post("/auth/login").json(&body).await;
    answer.error(503, "unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
    world.store.set_away(false);
    world.passwords.set_busy(true);
    let answer = world.post("/auth/login").json(&body).await;
    answer.error(503, "unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
}
