//! `POST /auth/password`.

use sendook_domain::entities::MailKind;
use sendook_testkit::FakeStrength;
use serde_json::{Value, json};

use crate::support::{Account, Answer, PASSWORD, World};

const NEW: &str = "seven quiet lanterns";
const WRONG: &str = "wrong horse battery staple";

async fn change(person: &Account, current: &str, new: &str) -> Answer {
    let body = json!({"current_password": current, "new_password": new});
    let ask = person.token.post("/auth/password");
    ask.json(&body).await
}

async fn log_in(world: &World, person: &Account, password: &str) -> Answer {
    let body = json!({"email": person.email, "password": password});
    world.post("/auth/login").json(&body).await
}

#[actix_web::test]
async fn the_new_password_counts_from_now_on() {
    let (world, person) = World::with_person().await;
    assert_eq!(
        change(&person, PASSWORD, NEW).await.json(200),
        json!({"success": true})
    );
    let old = log_in(&world, &person, PASSWORD).await;
    old.error(401, "invalid_credentials");
    log_in(&world, &person, NEW).await.json(200);
}

#[actix_web::test]
async fn the_person_is_told_by_mail() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    change(&person, PASSWORD, NEW).await.json(200);
    let told = world.api.services.mail_dispatch.next().unwrap().unwrap();
    assert_eq!(told.mail.recipient.as_typed(), person.email);
    assert_eq!(told.mail.content.kind(), MailKind::PasswordChanged);
    assert!(told.token.is_none());
}

#[actix_web::test]
async fn every_other_session_ends_and_keys_stay() {
    let (world, person) = World::with_person().await;
    let other = world.begin_session(&person.email).await;
    let stranger = world.register().await;
    change(&person, PASSWORD, NEW).await.json(200);
    world.user(&other.access).await.error(401, "invalid_token");
    let refresh = world.refresh(&other.refresh).await;
    refresh.error(401, "invalid_token");
    world.user(&person.token).await.json(200);
    world.refresh(&person.refresh_token).await.json(200);
    person.key.get("/v1/inboxes").await.json(200);
    world.user(&stranger.token).await.json(200);
}

#[actix_web::test]
async fn a_wrong_current_password_is_forbidden_and_changes_nothing() {
    let (world, person) = World::with_person().await;
    let other = world.log_in(&person.email).await;
    let too_long = "x".repeat(9_999);
    for wrong in [WRONG, "", NEW, &too_long] {
        let answer = change(&person, wrong, NEW).await;
        let body = answer.error(403, "forbidden");
        assert_eq!(body["message"], "The current password is wrong.");
        assert_eq!(answer.header("www-authenticate"), None);
    }
    world.user(&other).await.json(200);
    log_in(&world, &person, PASSWORD).await.json(200);
}

#[actix_web::test]
async fn wrong_current_passwords_count_as_failed_logins() {
    let (world, person) = World::with_person().await;
    for _ in 0..5 {
        change(&person, WRONG, NEW).await.error(403, "forbidden");
        let login = log_in(&world, &person, WRONG).await;
        login.error(401, "invalid_credentials");
    }
    let looked_at = world.passwords.verifications();
    for answer in [
        change(&person, PASSWORD, NEW).await,
        log_in(&world, &person, PASSWORD).await,
    ] {
        answer.error(429, "too_many_requests");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    assert_eq!(world.passwords.verifications(), looked_at);
    world.user(&person.token).await.json(200);
}

#[actix_web::test]
async fn the_new_password_must_meet_the_rules_of_registration() {
    let (world, person) = World::with_person().await;
    for weak in ["short", FakeStrength::WEAK, &"x".repeat(257)] {
        let answer = change(&person, PASSWORD, weak).await;
        assert_eq!(answer.faulty_fields(), ["new_password"], "{weak}");
    }
    let answer = change(&person, PASSWORD, FakeStrength::WEAK).await;
    answer.shows(FakeStrength::ADVICE);
    assert_eq!(world.passwords.verifications(), 0, "nothing was guessed");
    log_in(&world, &person, PASSWORD).await.json(200);
}

#[actix_web::test]
async fn the_new_password_must_not_be_the_persons_own_data() {
    let world = World::new().await;
    let (first, last) = ("Own First Name", "Own Last Name");
    let email = "Own.Data@example.com";
    let body =
        json!({"email": email, "password": PASSWORD, "first_name": first, "last_name": last});
    let registered = world.post("/auth/register").json(&body).await.json(201);
    let person = world.account(&registered).await;
    for own in [email, first, last] {
        assert_eq!(
            change(&person, PASSWORD, own).await.faulty_fields(),
            ["new_password"],
            "{own}"
        );
    }
    change(&person, PASSWORD, NEW).await.json(200);
}

#[actix_web::test]
async fn fields_go_by_either_name_and_every_bad_one_is_told() {
    let (world, person) = World::with_person().await;
    let ask = |body: Value| {
        let ask = person.token.post("/auth/password");
        ask.json(&body).into_future()
    };
    for body in [
        json!({}),
        json!({"current_password": null, "newPassword": 1}),
        json!({"currentPassword": [PASSWORD], "new_password": "short"}),
    ] {
        let faulty = ["current_password", "new_password"];
        assert_eq!(ask(body).await.faulty_fields(), faulty);
    }
    let camel = ask(json!({"currentPassword": PASSWORD, "newPassword": NEW}));
    camel.await.json(200);
    log_in(&world, &person, NEW).await.json(200);
}

#[actix_web::test]
async fn no_answer_repeats_a_password() {
    let (_, person) = World::with_person().await;
    for (current, new) in [(WRONG, NEW), (PASSWORD, "Ada"), (PASSWORD, NEW)] {
        let answer = change(&person, current, new).await;
        let whole = format!("{} {:?}", answer.text, answer.headers);
        for password in [WRONG, NEW, PASSWORD, "\"Ada"] {
            assert!(!whole.contains(password), "{whole}");
        }
    }
}
