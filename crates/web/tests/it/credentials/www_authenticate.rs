//! `WWW-Authenticate` (RFC 6750, section 3), to the letter.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Account, Answer, PASSWORD, World};

const BARE: &str = r#"Bearer realm="sendook""#;

fn challenge(answer: &Answer) -> &str {
    answer.header("www-authenticate").unwrap()
}

fn invalid_token(description: &str) -> String {
    format!(r#"{BARE}, error="invalid_token", error_description="{description}""#)
}

#[actix_web::test]
async fn without_a_credential_it_names_the_realm_alone() {
    let world = World::new().await;
    for path in ["/v1/inboxes", "/auth/user", "/organizations", "/v1/whoami"] {
        assert_eq!(challenge(&world.get(path).await), BARE);
        let basic = world.get(path).header(("authorization", "Basic YTpi"));
        assert_eq!(challenge(&basic.await), BARE);
    }
    let body = json!({"email": "a@example.com", "password": PASSWORD});
    let login = world.post("/auth/login").json(&body).await;
    login.error(401, "invalid_credentials");
    assert_eq!(challenge(&login), BARE);
}

#[actix_web::test]
async fn with_a_wrong_credential_it_says_what_is_wrong() {
    let (world, person) = World::with_person().await;
    let unknown = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
    for (credential, description) in [
        ("junk\";x=\"1", "The credential is malformed"),
        (unknown, "The credential is unknown or no longer valid"),
        (&person.token, "This route wants another kind of credential"),
    ] {
        let answer = world.get("/v1/inboxes").bearer(credential).await;
        assert_eq!(answer.status, 401);
        assert_eq!(challenge(&answer), invalid_token(description));
    }
}

async fn ended_credentials(world: &World, person: &Account) -> [(String, Answer); 3] {
    let change = |body| {
        let path = person.path(&format!("/api_keys/{}", person.key_id));
        person.token.patch(&path).json(&body).into_future()
    };
    let use_key = || person.key.get("/v1/inboxes").into_future();
    change(json!({"active": false, "expires_at": "2026-03-01T11:00:00Z"}))
        .await
        .json(200);
    let disabled = use_key().await;
    world.clock.advance(TimeDelta::hours(24));
    let expired = use_key().await;
    let token = person.token.get("/auth/user").await;
    [
        ("The API key is disabled".to_owned(), disabled),
        ("The API key expired".to_owned(), expired),
        ("The access token expired".to_owned(), token),
    ]
}

#[actix_web::test]
async fn with_a_credential_that_ended_it_says_how() {
    let (world, person) = World::with_person().await;
    for (description, answer) in ended_credentials(&world, &person).await {
        assert_eq!(answer.status, 401);
        assert_eq!(challenge(&answer), invalid_token(&description));
    }
}

#[actix_web::test]
async fn a_malformed_header_is_an_invalid_request() {
    let world = World::new().await;
    for value in ["Bearer", "Bearer a b", "Bearer a,b"] {
        let answer = world
            .get("/v1/inboxes")
            .header(("authorization", value))
            .await;
        answer.error(400, "invalid_request");
        assert_eq!(
            challenge(&answer),
            format!(r#"{BARE}, error="invalid_request""#)
        );
    }
}

#[actix_web::test]
async fn a_missing_scope_is_named() {
    let (world, person) = World::with_person().await;
    let body = json!({"name": "Reader", "scopes": ["inboxes:read"]});
    let (_, key) = person.create_key(&body).await;
    for (ask, scope) in [
        (world.get("/v1/api_keys"), "keys:read"),
        (world.post("/v1/api_keys"), "keys:write"),
        (world.post("/v1/inboxes"), "inboxes:write"),
    ] {
        let answer = ask.bearer(&key).await;
        answer.error(403, "insufficient_scope");
        let expected = format!(r#"{BARE}, error="insufficient_scope", scope="{scope}""#);
        assert_eq!(challenge(&answer), expected);
    }
}

#[actix_web::test]
async fn other_refusals_and_successes_carry_none() {
    let (world, person, stranger) = World::with_two().await;
    let forbidden = stranger.token.get(&person.path("")).await;
    forbidden.error(403, "forbidden");
    let invalid = world.post("/auth/login").json(&json!({})).await;
    invalid.error(400, "validation_failed");
    let fine = world.get("/health").await;
    for answer in [forbidden, invalid, fine] {
        assert_eq!(answer.header("www-authenticate"), None);
    }
}
