//! `POST /auth/password/reset`.

use sendook_domain::tokens::{IssuedToken, TokenKind};
use serde_json::json;

use crate::support::{Answer, PASSWORD, World};

const NEW: &str = "seven quiet lanterns";

async fn reset(world: &World, token: &str, new: &str) -> Answer {
    let body = json!({"token": token, "new_password": new});
    world.post("/auth/password/reset").json(&body).await
}

async fn log_in(world: &World, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    world.post("/auth/login").json(&body).await
}

#[actix_web::test]
async fn the_new_password_counts_and_every_session_ends() {
    let (world, person) = World::with_person().await;
    let other = world.begin_session(&person.email).await;
    let token = world.reset_token(&person);
    let done = reset(&world, &token, NEW).await;
    assert_eq!(done.json(200), json!({"success": true}));
    for access in [&person.token, &other.access] {
        world.user(access).await.error(401, "invalid_token");
    }
    let refresh = world.refresh(&other.refresh).await;
    refresh.error(401, "invalid_token");
    person.key.get("/v1/inboxes").await.json(200);
    let old = log_in(&world, &person.email, PASSWORD).await;
    old.error(401, "invalid_credentials");
    log_in(&world, &person.email, NEW).await.json(200);
}

#[actix_web::test]
async fn every_token_that_is_not_good_gets_one_answer() {
    let (world, person) = World::with_person().await;
    let replaced = world.reset_token(&person);
    let used = world.reset_token(&person);
    reset(&world, &used, NEW).await.json(200);
    let expired = world.reset_token(&person);
    world.clock.advance(chrono::TimeDelta::minutes(30));
    let fresh = world.begin_session_with(&person.email, NEW).await;
    let stray = IssuedToken::generate(TokenKind::LinkToken, &*world.api.secrets).unwrap();
    let stray = stray.secret().expose().to_owned();
    let (access, refresh) = (fresh.access.to_string(), fresh.refresh.to_string());
    let mut answers = Vec::new();
    for token in [
        replaced,
        used,
        expired,
        stray,
        access,
        refresh,
        "junk".to_owned(),
    ] {
        // A password that would be refused does not matter either.
        for new in [NEW, "x"] {
            let answer = reset(&world, &token, new).await;
            let mut body = answer.error(401, "invalid_token");
            body["requestId"] = json!("");
            answers.push((body, answer.header("www-authenticate").map(str::to_owned)));
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let challenge = answers[0].1.as_deref().unwrap();
    assert!(
        challenge.contains(r#"error="invalid_token""#),
        "{challenge}"
    );
}

#[actix_web::test]
async fn a_refused_password_does_not_use_the_link_up() {
    let (world, person) = World::with_person().await;
    let token = world.reset_token(&person);
    for refused in ["short", &person.email] {
        let answer = reset(&world, &token, refused).await;
        let body = answer.error(400, "validation_failed");
        assert_eq!(body["errors"][0]["path"], "new_password");
    }
    world.user(&person.token).await.json(200);
    reset(&world, &token, NEW).await.json(200);
}

#[actix_web::test]
async fn a_bad_token_is_not_hashed_for() {
    let (world, person) = World::with_person().await;
    let used = world.reset_token(&person);
    world.reset_token(&person);
    let hashes = world.passwords.hashes();
    reset(&world, &used, NEW).await.error(401, "invalid_token");
    assert_eq!(world.passwords.hashes(), hashes);
}

#[actix_web::test]
async fn each_missing_field_is_named() {
    let world = World::new().await;
    let answer = world.post("/auth/password/reset").json(&json!({})).await;
    let body = answer.error(400, "validation_failed");
    let paths: Vec<_> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["path"])
        .collect();
    assert_eq!(paths, ["token", "new_password"]);
}

#[actix_web::test]
async fn guesses_from_one_address_have_to_wait() {
    let (world, person) = World::with_person().await;
    let used = world.reset_token(&person);
    let good = world.reset_token(&person);
    for _ in 0..50 {
        reset(&world, &used, NEW).await.error(401, "invalid_token");
    }
    let refused = reset(&world, &good, NEW).await;
    refused.error(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), Some("1"));
}
