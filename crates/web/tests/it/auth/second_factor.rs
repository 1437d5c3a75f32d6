//! A login in two steps.

use chrono::TimeDelta;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{Clock as _, Outbox as _};
use serde_json::{Value, json};

use crate::support::{Account, App, PASSWORD, World};

const GUESSER: &str = "203.0.113.5:4711";
const ELSEWHERE: &str = "198.51.100.1:80";

async fn with_app() -> (World, Account, App) {
    let (world, person) = World::with_person().await;
    let app = App::of(&world, &person).await;
    (world, person, app)
}

fn by_code(token: &str, code: &str) -> Value {
    json!({"mfaToken": token, "code": code})
}

#[actix_web::test]
async fn a_right_password_leads_to_the_second_step_and_a_code_to_a_session() {
    let (world, person, app) = with_app().await;
    let body = json!({"email": person.email, "password": PASSWORD});
    let due = world.post("/auth/login").json(&body).await;
    let due = due.error(403, "second_factor_required");
    assert_eq!(due["methods"], json!(["totp", "recovery_code"]));
    let token = due["mfaToken"].as_str().unwrap();
    assert!(token.starts_with("sndf_"), "{token}");
    let code = app.code(world.clock.now());
    let done = world.second_step(&by_code(token, &code)).await.json(200);
    world.user(done["token"].as_str().unwrap()).await.json(200);
    // The token works once, and so does the code.
    let again = world.second_step(&by_code(token, &code)).await;
    again.says(401, "invalid_token", "log in again");
    let other = world.first_step(&person).await;
    let again = world.second_step(&by_code(&other, &code)).await;
    again.says(401, "invalid_credentials", "used before");
    let actions = world.store.audit_events();
    let actions: Vec<_> = actions
        .into_iter()
        .rev()
        .map(|event| event.action)
        .collect();
    let told = [
        AuditAction::SecondFactorFailed,
        AuditAction::SecondFactorDue,
        AuditAction::LoggedIn,
        AuditAction::SecondFactorDue,
    ];
    assert_eq!(actions[..4], told);
}

#[actix_web::test]
async fn nothing_shows_a_factor_before_the_password_was_right() {
    let (world, with_factor, without) = World::with_two().await;
    App::of(&world, &with_factor).await;
    let mut told = Vec::new();
    for person in [&with_factor, &without] {
        let body = json!({"email": person.email, "password": "wrong horse battery staple"});
        let ask = world.post("/auth/login").json(&body);
        let answer = ask.header(("x-request-id", "same")).await;
        told.push((answer.status, answer.text));
    }
    assert_eq!(told[0], told[1]);
}

#[actix_web::test]
async fn a_clock_may_be_one_step_off() {
    let (world, person, app) = with_app().await;
    world.clock.advance(TimeDelta::minutes(2));
    for (off, status) in [(-60, 401), (-30, 200), (0, 200), (30, 200), (60, 401)] {
        let token = world.first_step(&person).await;
        let code = app.code(world.clock.now() + TimeDelta::seconds(off));
        let answer = world.second_step(&by_code(&token, &code)).await;
        assert_eq!(answer.status, status, "{off} s");
    }
}

#[actix_web::test]
async fn a_login_waits_for_five_minutes() {
    let (world, person, app) = with_app().await;
    let token = world.first_step(&person).await;
    world.clock.advance(TimeDelta::minutes(5));
    let fields = by_code(&token, &app.code(world.clock.now()));
    world.second_step(&fields).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn a_recovery_code_works_once_and_is_told() {
    let (world, person, app) = with_app().await;
    let code = app.recovery_codes[3].to_uppercase().replace('-', " ");
    let before = world.store.mail_backlog().unwrap().waiting;
    for status in [200, 401] {
        let token = world.first_step(&person).await;
        let fields = json!({"mfa_token": token, "recovery_code": code});
        assert_eq!(world.second_step(&fields).await.status, status);
    }
    assert_eq!(world.store.mail_backlog().unwrap().waiting, before + 1);
    let list = person.token.get("/auth/factors").await.json(200);
    assert_eq!(list["recoveryCodesLeft"], 9);
}

#[actix_web::test]
async fn wrong_codes_are_throttled_and_the_owner_elsewhere_is_not() {
    let (world, person, app) = with_app().await;
    let token = world.first_step(&person).await;
    let wrong = app.wrong_code(world.clock.now());
    let guess = || world.second_step(&by_code(&token, &wrong)).peer(GUESSER);
    for _ in 0..10 {
        guess().await.error(401, "invalid_credentials");
    }
    for _ in 10..14 {
        guess().await.error(429, "too_many_requests");
    }
    // The password is throttled with them: a right one forgets nothing.
    let body = json!({"email": person.email, "password": PASSWORD});
    let again = || world.post("/auth/login").json(&body).peer(GUESSER);
    again().await.error(429, "too_many_requests");
    world.clock.advance(TimeDelta::seconds(1));
    again().await.error(403, "second_factor_required");
    guess().await.error(401, "invalid_credentials");
    guess().await.error(429, "too_many_requests");
    let token = world.first_step(&person).await;
    let fields = by_code(&token, &app.code(world.clock.now()));
    world.second_step(&fields).peer(ELSEWHERE).await.json(200);
}

#[actix_web::test]
async fn guesses_from_many_addresses_are_counted_together() {
    let (world, person, app) = with_app().await;
    let token = world.first_step(&person).await;
    let wrong = app.wrong_code(world.clock.now());
    let guess = |number: u32| {
        let peer = format!("203.0.{}.5:4711", number / 9);
        world.second_step(&by_code(&token, &wrong)).peer(&peer)
    };
    for number in 0..30 {
        guess(number).await.error(401, "invalid_credentials");
    }
    guess(999).await.error(429, "too_many_requests");
    // A recovery code cannot be guessed, and is not kept waiting.
    let other = world.first_step(&person).await;
    let fields = json!({"mfaToken": other, "recoveryCode": app.recovery_codes[0]});
    world.second_step(&fields).peer(ELSEWHERE).await.json(200);
    guess(999).await.error(429, "too_many_requests");
    world.clock.advance(TimeDelta::seconds(1));
    let fields = by_code(&token, &app.code(world.clock.now()));
    world.second_step(&fields).peer(ELSEWHERE).await.json(200);
    // A right code does not excuse the wrong ones of others.
    let token = world.first_step(&person).await;
    let next = || world.second_step(&by_code(&token, &wrong)).peer(ELSEWHERE);
    next().await.error(401, "invalid_credentials");
    next().await.error(429, "too_many_requests");
}

#[actix_web::test]
async fn guesses_in_a_session_are_counted_apart_from_those_at_logins() {
    let (world, person, app) = with_app().await;
    let wrong = json!({"code": app.wrong_code(world.clock.now())});
    let guess = |number: u32| {
        let peer = format!("203.0.{}.5:4711", number / 9);
        let ask = person.token.post("/auth/reauthenticate").json(&wrong);
        ask.peer(&peer)
    };
    for number in 0..30 {
        guess(number).await.error(403, "forbidden");
    }
    guess(999).await.error(429, "too_many_requests");
    let token = world.first_step(&person).await;
    let fields = by_code(&token, &app.code(world.clock.now()));
    let session = world.second_step(&fields).peer(ELSEWHERE).await.json(200);
    world.clock.advance(TimeDelta::seconds(30));
    let own = json!({"code": app.code(world.clock.now())});
    let token = session["token"].as_str().unwrap();
    let prove = world.post("/auth/reauthenticate").bearer(token).json(&own);
    prove.peer(ELSEWHERE).await.json(200);
}

#[actix_web::test]
async fn a_new_password_ends_what_waits_and_leaves_the_factor_due() {
    let (world, person, app) = with_app().await;
    let token = world.first_step(&person).await;
    let reset = world.reset_token(&person);
    let body = json!({"token": reset, "new_password": "seven quiet lanterns"});
    world
        .post("/auth/password/reset")
        .json(&body)
        .await
        .json(200);
    let fields = by_code(&token, &app.code(world.clock.now()));
    world.second_step(&fields).await.error(401, "invalid_token");
    let body = json!({"email": person.email, "password": "seven quiet lanterns"});
    let due = world.post("/auth/login").json(&body).await;
    due.error(403, "second_factor_required");
}

#[actix_web::test]
async fn a_leaked_token_of_a_login_ends_it() {
    let (world, person, app) = with_app().await;
    let token = world.first_step(&person).await;
    let report = world.post("/leaks").json(&json!({"key": token}));
    report.await.json(200);
    let fields = by_code(&token, &app.code(world.clock.now()));
    world.second_step(&fields).await.error(401, "invalid_token");
    let trail = world.store.audit_events();
    let leaked = AuditAction::SecondFactorLoginLeaked;
    assert!(trail.iter().any(|event| event.action == leaked));
}

#[actix_web::test]
async fn exactly_one_thing_is_shown() {
    let (world, person, _) = with_app().await;
    let token = world.first_step(&person).await;
    let code = "0000-0000-0000-0000";
    for (fields, faulty) in [
        (json!({"code": "123456"}), vec!["mfa_token"]),
        (json!({"mfa_token": token}), vec!["code"]),
        (json!({"mfa_token": token, "code": 123_456}), vec!["code"]),
        (
            json!({"mfa_token": token, "recovery_code": "short"}),
            vec!["recovery_code"],
        ),
        (
            json!({"mfa_token": token, "code": "123456", "recovery_code": code}),
            vec!["code"],
        ),
    ] {
        assert_eq!(world.second_step(&fields).await.faulty_fields(), faulty);
    }
}

#[actix_web::test]
async fn an_access_token_is_no_token_of_a_login() {
    let (world, person, app) = with_app().await;
    let fields = by_code(&person.token, &app.code(world.clock.now()));
    world.second_step(&fields).await.error(401, "invalid_token");
    let token = world.first_step(&person).await;
    world.user(&token).await.error(401, "wrong_credential_type");
}
