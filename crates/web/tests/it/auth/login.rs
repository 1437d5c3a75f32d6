//! `POST /auth/login`, `GET /auth/user`, and how long a token lives.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sendook_domain::entities::MailContent;
use serde_json::json;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn logging_in_gives_a_token_of_its_own() {
    let (world, person) = World::with_person().await;
    let body = json!({"email": format!(" {} ", person.email.to_uppercase()), "password": PASSWORD});
    let answer = world.post("/auth/login").json(&body).await.json(200);
    let names: Vec<_> = answer.as_object().unwrap().keys().collect();
    let expected = [
        "expiresAt",
        "refreshExpiresAt",
        "refreshToken",
        "token",
        "tokenType",
        "user",
    ];
    assert_eq!(names, expected);
    assert_eq!(answer["user"]["id"], person.user_id);
    assert_eq!(answer["expiresAt"], "2026-03-02T10:00:00.000Z");
    assert_eq!(answer["refreshExpiresAt"], "2026-03-31T10:00:00.000Z");
    assert_ne!(answer["token"], person.token);
    for token in [&person.token, answer["token"].as_str().unwrap()] {
        world.get("/auth/user").bearer(token).await.json(200);
    }
}

#[actix_web::test]
async fn a_login_on_another_device_is_told_by_mail_once() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    let body = json!({"email": person.email, "password": PASSWORD});
    for user_agent in ["curl/8.9", "curl/8.10"] {
        let ask = world.post("/auth/login").peer("198.51.100.9:80");
        let ask = ask.header(("user-agent", user_agent)).json(&body);
        ask.await.json(200);
    }
    let told = world.api.services.mail_dispatch.next().unwrap().unwrap();
    assert_eq!(told.mail.recipient.as_typed(), person.email);
    let content = MailContent::NewDevice {
        device: "curl".to_owned(),
        logged_in_from: Some([198, 51, 100, 9].into()),
    };
    assert_eq!(told.mail.content, content);
    assert!(world.api.services.mail_dispatch.next().unwrap().is_none());
}

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_address_are_told_alike_after_the_same_work() {
    let (world, person) = World::with_person().await;
    let mut told = Vec::new();
    for (email, password) in [
        (person.email.as_str(), "wrong password"),
        ("nobody@example.com", PASSWORD),
        (&person.email, ""),
        (&person.email, &"x".repeat(9_999)),
    ] {
        let before = world.passwords.verifications();
        let body = json!({"email": email, "password": password});
        let answer = world
            .post("/auth/login")
            .header(("x-request-id", "same"))
            .json(&body)
            .await;
        answer.error(401, "invalid_credentials");
        assert_eq!(world.passwords.verifications(), before + 1);
        let names: BTreeSet<String> = answer
            .headers
            .iter()
            .map(|(name, _)| name.to_string())
            .collect();
        told.push((answer.text, names));
    }
    assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
}

#[actix_web::test]
async fn the_user_comes_with_organizations() {
    let (_, person) = World::with_person().await;
    let user = person.token.get("/auth/user").await.json(200);
    assert_eq!(user["_id"], person.user_id);
    assert_eq!(user["id"], person.user_id);
    assert_eq!(user["email"], person.email);
    assert!(user.get("lastName").is_none(), "{user}");
    assert_eq!(user["organizations"].as_array().unwrap().len(), 1);
    assert_eq!(user["organizations"][0]["_id"], person.organization_id);
    assert_eq!(user["organizations"][0]["role"], "owner");
}

#[actix_web::test]
async fn a_token_ends_at_its_end_and_says_when() {
    let (world, person) = World::with_person().await;
    world
        .clock
        .advance(TimeDelta::hours(24) - TimeDelta::microseconds(1));
    person.token.get("/auth/user").await.json(200);
    world.clock.advance(TimeDelta::microseconds(1));
    let answer = person.token.get("/auth/user").await;
    answer.says(401, "token_expired", "2026-03-02T10:00:00Z");
}

#[actix_web::test]
async fn the_lifetime_of_tokens_is_a_setting() {
    let minute = TimeDelta::minutes(1);
    let world = World::with(|settings| settings.services.lifetimes.access_token = minute).await;
    let person = world.register().await;
    world.clock.advance(minute);
    let answer = person.token.get("/auth/user").await;
    answer.error(401, "token_expired");
}
