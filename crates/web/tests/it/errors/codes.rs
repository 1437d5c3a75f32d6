//! The rows of the contract's error table: each code with its status. What else is to be said of a row stands in
//! the file of its subject.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn each_code_comes_with_its_status() {
    let (world, person, stranger) = World::with_two().await;
    let reader = json!({"name": "Reader", "scopes": ["inboxes:read"]});
    let (_, reader) = person.create_key(&reader).await;
    let address = json!({"email": "help@sendook.com"});
    person
        .key
        .post("/v1/inboxes")
        .json(&address)
        .await
        .json(201);
    let login = || world.post("/auth/login");
    let again = json!({"email": person.email, "password": PASSWORD, "first_name": "Eve"});
    let nobody = json!({"email": "a@example.com", "password": PASSWORD});
    let too_much = " ".repeat(64 * 1024 + 1);
    #[rustfmt::skip] // A table is read by its columns.
    let rows = [
        (400, "validation_failed",      login().json(&json!({"email": "a@example.com"}))),
        (400, "invalid_json",           login().raw("application/json", "{")),
        (400, "invalid_request",        world.get("/v1/inboxes").header(("authorization", "Bearer"))),
        (401, "missing_credentials",    world.get("/v1/inboxes")),
        (401, "invalid_token",          world.get("/v1/inboxes").bearer("junk")),
        (401, "wrong_credential_type",  person.token.get("/v1/inboxes")),
        (401, "invalid_credentials",    login().json(&nobody)),
        (403, "forbidden",              stranger.token.get(&person.path(""))),
        (403, "insufficient_scope",     reader.get("/v1/api_keys")),
        (404, "not_found",              world.get("/nowhere")),
        (404, "not_found",              person.key.get("/v1/inboxes/inbox_1")),
        (404, "not_found",              person.key.get("/v1/api_keys/key_1")),
        (405, "method_not_allowed",     world.delete("/auth/login")),
        (409, "email_taken",            world.post("/auth/register").json(&again)),
        (409, "inbox_taken",            person.key.post("/v1/inboxes").json(&address)),
        (413, "payload_too_large",      login().raw("application/json", too_much)),
        (415, "unsupported_media_type", login().raw("text/plain", "{}")),
    ];
    for (status, code, ask) in rows {
        ask.await.error(status, code);
    }
}

#[actix_web::test]
async fn a_credential_that_ended_has_a_code_of_its_own() {
    let (world, person) = World::with_person().await;
    let body = json!({"active": false, "expires_at": "2026-03-01T11:00:00Z"});
    person.change_key(&body).await.json(200);
    let inboxes = || person.key.get("/v1/inboxes");
    inboxes().await.error(401, "api_key_disabled");
    world.clock.advance(TimeDelta::hours(24));
    inboxes().await.error(401, "api_key_expired");
    world.user(&person.token).await.error(401, "token_expired");
}

#[actix_web::test]
async fn any_failure_to_log_in_or_register_stands_under_errors_and_no_other() {
    let world = World::new().await;
    let broken = |path: &str| world.post(path).raw("application/json", "{");
    let nobody = json!({"email": "a@example.com", "password": PASSWORD});
    for (ask, status, code) in [
        (broken("/auth/login"), 400, "invalid_json"),
        (broken("/auth/register"), 400, "invalid_json"),
        (
            world.post("/auth/login").json(&nobody),
            401,
            "invalid_credentials",
        ),
    ] {
        let body = ask.await.error(status, code);
        assert_eq!(body["errors"], json!([{"msg": body["message"]}]));
    }
    let elsewhere = broken("/auth/refresh").await.error(400, "invalid_json");
    assert_eq!(elsewhere.get("errors"), None);
    let nowhere = world.get("/nowhere").await.error(404, "not_found");
    assert_eq!(nowhere.get("errors"), None);
}

#[actix_web::test]
async fn a_login_that_cannot_be_served_says_when_to_try_again() {
    let world = World::new().await;
    world.store.set_away(true);
    for busy in [false, true] {
        let body = json!({"email": "a@example.com", "password": PASSWORD});
        let answer = world.post("/auth/login").json(&body).await;
        answer.error(503, "unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"), "{busy}");
        world.store.set_away(false);
        world.passwords.set_busy(true);
    }
}
