//! `POST /auth/reauthenticate`, and what asks for it.

use chrono::TimeDelta;
use sendook_domain::entities::Role;
use serde_json::{Value, json};

use crate::support::{Account, Answer, Ask, PASSWORD, World};

async fn prove(person: &Account, password: &str) -> Answer {
    let ask = person.token.post("/auth/reauthenticate");
    ask.json(&json!({"password": password})).await
}

fn make_owner(by: &Account, colleague: &Account) -> Ask {
    let path = format!("/members/{}", colleague.user_id);
    by.patch(&path).json(&json!({"role": "owner"}))
}

async fn session(person: &Account) -> Value {
    let whoami = person.token.get("/v1/whoami").await.json(200);
    whoami["session"].clone()
}

#[actix_web::test]
async fn a_proof_older_than_a_quarter_of_an_hour_has_to_be_renewed() {
    let (world, person, colleague) = World::with_two().await;
    let organization = person.organization();
    world
        .store
        .set_role(&colleague.user(), &organization, Role::Admin);
    world
        .clock
        .advance(TimeDelta::minutes(15) + TimeDelta::milliseconds(1));
    for ask in [make_owner(&person, &colleague), person.delete("")] {
        let answer = ask.await;
        answer.says(
            401,
            "reauthentication_required",
            "POST /auth/reauthenticate",
        );
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with(r#"Bearer realm="sendook", "#));
        assert!(challenge.contains(r#"error="insufficient_user_authentication""#));
        assert!(challenge.contains(r#"max_age="900""#));
    }
    let proved = prove(&person, PASSWORD).await.json(200);
    assert_eq!(proved, json!({"success": true}));
    make_owner(&person, &colleague).await.json(200);
    person.delete("").await.json(200);
}

#[actix_web::test]
async fn a_session_shows_when_it_was_proved() {
    let (world, person) = World::with_person().await;
    assert_eq!(
        session(&person).await["authenticatedAt"],
        "2026-03-01T10:00:00.000Z"
    );
    world.clock.advance(TimeDelta::hours(1));
    prove(&person, PASSWORD).await.json(200);
    let shown = session(&person).await;
    assert_eq!(shown["authenticatedAt"], "2026-03-01T11:00:00.000Z");
    assert_eq!(shown["createdAt"], "2026-03-01T10:00:00.000Z");
    let listed = person.token.get("/auth/sessions").await.json(200);
    assert_eq!(listed[0]["authenticatedAt"], shown["authenticatedAt"]);
}

#[actix_web::test]
async fn a_wrong_password_is_forbidden_and_counts_as_a_failed_login() {
    let (world, person) = World::with_person().await;
    world.clock.advance(TimeDelta::hours(1));
    for _ in 0..10 {
        let wrong = prove(&person, "wrong horse battery staple").await;
        wrong.says(403, "forbidden", "The password is wrong.");
    }
    let answer = prove(&person, PASSWORD).await;
    answer.error(429, "too_many_requests");
    assert!(answer.header("retry-after").is_some());
    let shown = session(&person).await;
    assert_eq!(shown["authenticatedAt"], shown["createdAt"]);
}

#[actix_web::test]
async fn the_password_must_be_there() {
    let (_, person) = World::with_person().await;
    for body in [json!({}), json!({"password": null}), json!({"password": 7})] {
        let ask = person.token.post("/auth/reauthenticate");
        assert_eq!(ask.json(&body).await.faulty_fields(), ["password"]);
    }
}

#[actix_web::test]
async fn a_role_that_is_too_low_is_refused_before_a_proof_is_asked_for() {
    let (world, person, admin) = World::with_two().await;
    world
        .store
        .set_role(&admin.user(), &person.organization(), Role::Admin);
    world.clock.advance(TimeDelta::hours(1));
    let path = person.path(&format!("/members/{}", admin.user_id));
    let ask = admin.token.patch(&path).json(&json!({"role": "owner"}));
    ask.await.says(403, "forbidden", "\"owner\"");
    let delete = admin.token.delete(&person.path(""));
    delete.await.says(403, "forbidden", "\"owner\"");
}

#[actix_web::test]
async fn whoever_gives_no_proof_is_told_which_there_are() {
    let (_, person) = World::with_person().await;
    for body in [
        json!({}),
        json!({"password": null}),
        json!({"recovery_code": "AAAA-AAAA-AAAA-AAAA"}),
    ] {
        let answer = person.token.post("/auth/reauthenticate").json(&body).await;
        assert_eq!(answer.faulty_fields(), ["password"]);
        let sentence = "Give the password as password, the code of an app as code, or what a passkey answered as passkey.";
        assert_eq!(answer.json(400)["message"], sentence);
    }
}
