//! `POST /auth/password/forgot`, with the mail that follows it.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Answer, World};

async fn forget(world: &World, email: &str) -> Answer {
    let ask = world.post("/auth/password/forgot");
    ask.json(&json!({"email": email})).await
}

#[actix_web::test]
async fn the_answer_is_the_same_whether_or_not_there_is_an_account() {
    let (world, person) = World::with_person().await;
    for email in [person.email.as_str(), "nobody@example.com"] {
        for _ in 0..4 {
            let answer = forget(&world, email).await;
            assert_eq!(answer.json(202), json!({"success": true}));
        }
    }
}

#[actix_web::test]
async fn the_link_of_the_mail_sets_the_password() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    forget(&world, &person.email).await.json(202);
    let token = world.mailed_token(&person.email);
    let body = json!({"token": token, "new_password": "seven quiet lanterns"});
    let done = world.post("/auth/password/reset").json(&body).await;
    assert_eq!(done.json(200), json!({"success": true}));
    world
        .begin_session_with(&person.email, "seven quiet lanterns")
        .await;
}

#[actix_web::test]
async fn three_mails_an_hour_go_to_one_address() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    for (hours, mails) in [(0, 3), (1, 3)] {
        world.clock.advance(TimeDelta::hours(hours));
        for _ in 0..4 {
            forget(&world, &person.email).await.json(202);
        }
        assert_eq!(world.send_mails(&person.email).len(), mails);
    }
}

#[actix_web::test]
async fn what_is_no_address_is_named() {
    let world = World::new().await;
    for email in [json!("ada"), json!(7), json!(null)] {
        let ask = world.post("/auth/password/forgot");
        let answer = ask.json(&json!({"email": email})).await;
        assert_eq!(answer.faulty_fields(), ["email"]);
    }
}

#[actix_web::test]
async fn one_client_has_to_wait_after_fifty() {
    let world = World::new().await;
    for number in 0..50 {
        forget(&world, &format!("a{number}@example.com"))
            .await
            .json(202);
    }
    let refused = forget(&world, "ada@example.com").await;
    refused.error(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), Some("1"));
}

#[actix_web::test]
async fn without_mail_it_is_not_implemented_whatever_is_sent() {
    let world = World::with(|settings| settings.services.mail = false).await;
    let person = world.register().await;
    for email in [person.email.as_str(), "nobody@example.com", "no address"] {
        let answer = forget(&world, email).await;
        answer.error(501, "mail_not_configured");
    }
    let answer = person.token.post("/auth/email/resend").await;
    answer.error(501, "mail_not_configured");
}
