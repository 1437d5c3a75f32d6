//! E-mail addresses: mailed links that prove one, and changes of one.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Account, Answer, PASSWORD, World};

const NEW: &str = "ada.king@example.com";

async fn verify(world: &World, token: &str) -> Answer {
    let ask = world.post("/auth/email/verify");
    ask.json(&json!({"token": token})).await
}

async fn change(person: &Account, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    person.token.post("/auth/email").json(&body).await
}

async fn user(world: &World, person: &Account) -> serde_json::Value {
    world.user(&person.token).await.json(200)
}

#[actix_web::test]
async fn a_registration_mails_a_link_that_verifies_the_address_once() {
    let (world, person) = World::with_person().await;
    assert_eq!(user(&world, &person).await["emailVerified"], false);
    let token = world.mailed_token(&person.email);
    assert_eq!(
        verify(&world, &token).await.json(200),
        json!({"success": true})
    );
    assert_eq!(user(&world, &person).await["emailVerified"], true);
    verify(&world, &token).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn another_link_is_mailed_until_the_address_is_verified_three_times_an_hour() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    for _ in 0..3 {
        let answer = person.token.post("/auth/email/resend").await;
        assert_eq!(answer.json(202), json!({"success": true}));
    }
    let refused = person.token.post("/auth/email/resend").await;
    refused.error(429, "too_many_requests");
    assert!(refused.header("retry-after").is_some());
    let tokens = world.send_mails(&person.email);
    assert_eq!(tokens.len(), 3);
    verify(&world, &tokens[1]).await.json(200);
    verify(&world, &tokens[2]).await.error(401, "invalid_token");
    person.token.post("/auth/email/resend").await.json(202);
    assert_eq!(world.send_mails(&person.email).len(), 0);
}

#[actix_web::test]
async fn an_address_stays_until_the_link_is_followed_and_is_then_told() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    change(&person, NEW, PASSWORD).await.json(202);
    assert_eq!(user(&world, &person).await["email"], person.email.as_str());
    let token = world.mailed_token(NEW);
    verify(&world, &token).await.json(200);
    let now = user(&world, &person).await;
    assert_eq!(
        (&now["email"], &now["emailVerified"]),
        (&json!(NEW), &json!(true))
    );
    let told = world.api.services.mail_dispatch.next().unwrap().unwrap();
    assert_eq!(told.mail.recipient.as_typed(), person.email);
    assert!(told.token.is_none());
    world.begin_session(NEW).await;
    let old = json!({"email": person.email, "password": PASSWORD});
    let refused = world.post("/auth/login").json(&old).await;
    refused.error(401, "invalid_credentials");
}

#[actix_web::test]
async fn a_change_takes_a_recent_proof_besides_the_password() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    world.clock.advance(TimeDelta::minutes(16));
    for password in [PASSWORD, "wrong horse"] {
        let refused = change(&person, NEW, password).await;
        refused.error(401, "reauthentication_required");
    }
    assert_eq!(world.send_mails(NEW).len(), 0);
    let proof = json!({"password": PASSWORD});
    let proved = person.token.post("/auth/reauthenticate").json(&proof);
    proved.await.json(200);
    change(&person, NEW, PASSWORD).await.json(202);
}

#[actix_web::test]
async fn a_further_change_ends_the_one_before_it() {
    let (world, person) = World::with_person().await;
    change(&person, "wrong@example.com", PASSWORD)
        .await
        .json(202);
    let first = world.mailed_token("wrong@example.com");
    change(&person, "wrong.too@example.com", PASSWORD)
        .await
        .json(202);
    change(&person, NEW, PASSWORD).await.json(202);
    assert_eq!(world.send_mails("wrong.too@example.com").len(), 0);
    verify(&world, &first).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn links_that_were_mailed_to_the_old_address_end_with_the_change() {
    let (world, person) = World::with_person().await;
    let verification = world.mailed_token(&person.email);
    let ask = world.post("/auth/password/forgot");
    ask.json(&json!({"email": person.email})).await.json(202);
    let reset = world.mailed_token(&person.email);
    change(&person, NEW, PASSWORD).await.json(202);
    verify(&world, &world.mailed_token(NEW)).await.json(200);
    verify(&world, &verification)
        .await
        .error(401, "invalid_token");
    let body = json!({"token": reset, "new_password": "seven quiet lanterns"});
    let refused = world.post("/auth/password/reset").json(&body).await;
    refused.error(401, "invalid_token");
}

#[actix_web::test]
async fn a_link_is_good_for_its_purpose_alone_and_for_a_day() {
    let (world, person) = World::with_person().await;
    let verification = world.mailed_token(&person.email);
    let ask = world.post("/auth/password/forgot");
    ask.json(&json!({"email": person.email})).await.json(202);
    let reset = world.mailed_token(&person.email);
    verify(&world, &reset).await.error(401, "invalid_token");
    let body = json!({"token": verification, "new_password": "seven quiet lanterns"});
    let refused = world.post("/auth/password/reset").json(&body).await;
    refused.error(401, "invalid_token");
    world.clock.advance(TimeDelta::days(1));
    verify(&world, &verification)
        .await
        .error(401, "invalid_token");
}

#[actix_web::test]
async fn a_wrong_password_is_forbidden_and_a_taken_address_a_conflict() {
    let (world, person, other) = World::with_two().await;
    world.send_mails(&person.email);
    change(&person, NEW, "wrong horse")
        .await
        .error(403, "forbidden");
    change(&person, &other.email, PASSWORD)
        .await
        .error(409, "email_taken");
    assert_eq!(world.send_mails(NEW).len(), 0);
    change(&person, NEW, PASSWORD).await.json(202);
    let token = world.mailed_token(NEW);
    let body = json!({"email": NEW, "password": PASSWORD, "first_name": "Eve"});
    world.post("/auth/register").json(&body).await.json(201);
    verify(&world, &token).await.error(409, "email_taken");
    assert_eq!(user(&world, &person).await["email"], person.email.as_str());
}

#[actix_web::test]
async fn without_mail_neither_is_implemented() {
    let world = World::with(|settings| settings.services.mail = false).await;
    let person = world.register().await;
    let resent = person.token.post("/auth/email/resend").await;
    resent.error(501, "mail_not_configured");
    change(&person, NEW, PASSWORD)
        .await
        .error(501, "mail_not_configured");
}
