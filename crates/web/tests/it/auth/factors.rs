//! `/auth/factors` and `/auth/recovery-codes`.

use chrono::TimeDelta;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{Clock as _, Outbox as _};
use sendook_testkit::test_ports;
use serde_json::json;

use crate::support::{Account, App, Ask, World};

fn offer(person: &Account) -> Ask {
    person.token.post("/auth/factors/totp")
}

#[actix_web::test]
async fn an_app_counts_once_it_showed_a_code() {
    let (world, person) = World::with_person().await;
    let offered = offer(&person)
        .json(&json!({"name": "Phone"}))
        .await
        .json(201);
    let uri = offered["uri"].as_str().unwrap();
    let secret = offered["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 32);
    let email = &person.email;
    assert_eq!(
        uri,
        format!("otpauth://totp/Sendook:{email}?secret={secret}&issuer=Sendook")
    );
    let list = async || person.token.get("/auth/factors").await.json(200);
    assert_eq!(list().await, json!({"factors": [], "recoveryCodesLeft": 0}));
    world.begin_session(&person.email).await;
    let app = App::new(&offered);
    let before = world.store.mail_backlog().unwrap().waiting;
    let confirmed = app.confirm(&world, &person).await.json(200);
    let id = &offered["id"];
    let factor = json!({
        "_id": id, "id": id, "type": "totp", "name": "Phone",
        "createdAt": "2026-03-01T10:00:00.000Z", "lastUsedAt": null,
    });
    assert_eq!(confirmed["factor"], factor);
    assert_eq!(confirmed["recoveryCodes"].as_array().unwrap().len(), 10);
    assert_eq!(
        list().await,
        json!({"factors": [factor], "recoveryCodesLeft": 10})
    );
    assert_eq!(world.store.mail_backlog().unwrap().waiting, before + 1);
    let trail = world.store.audit_events();
    assert_eq!(trail.last().unwrap().action, AuditAction::FactorAdded);
    app.confirm(&world, &person).await.error(404, "not_found");
}

#[actix_web::test]
async fn a_code_that_the_app_does_not_show_confirms_nothing() {
    let (world, person) = World::with_person().await;
    let app = App::new(&offer(&person).await.json(201));
    let path = format!("/auth/factors/{}/confirm", app.factor_id);
    let confirm = |code: &str| person.token.post(&path).json(&json!({"code": code}));
    let wrong = app.wrong_code(world.clock.now());
    for code in [&*wrong, "12345", "1234567", "abcdef", ""] {
        assert_eq!(confirm(code).await.faulty_fields(), ["code"]);
    }
    let code = app.code(world.clock.now());
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    confirm(&spaced).await.json(200);
}

#[actix_web::test]
async fn an_offer_ends_by_another_after_an_hour_and_for_other_people() {
    let (world, person, other) = World::with_two().await;
    let older = App::new(&offer(&person).await.json(201));
    let newer = App::new(&offer(&person).await.json(201));
    older.confirm(&world, &person).await.error(404, "not_found");
    newer.confirm(&world, &other).await.error(404, "not_found");
    world.clock.advance(TimeDelta::hours(1));
    let body = json!({"password": crate::support::PASSWORD});
    let proved = person.token.post("/auth/reauthenticate").json(&body);
    proved.await.json(200);
    newer.confirm(&world, &person).await.error(404, "not_found");
}

#[actix_web::test]
async fn every_change_takes_a_recent_proof() {
    let (world, person) = World::with_person().await;
    let app = App::of(&world, &person).await;
    world.clock.advance(TimeDelta::minutes(15));
    let factor = format!("/auth/factors/{}", app.factor_id);
    for ask in [
        offer(&person),
        person.token.post(&format!("{factor}/confirm")),
        person.token.delete(&factor),
        person.token.post("/auth/recovery-codes"),
    ] {
        ask.await.error(401, "reauthentication_required");
    }
    let code = json!({"code": app.code(world.clock.now())});
    let prove = || person.token.post("/auth/reauthenticate").json(&code);
    prove().await.json(200);
    // A step is accepted once.
    prove().await.says(403, "forbidden", "used before");
    person.token.delete(&factor).await.json(200);
}

#[actix_web::test]
async fn with_the_last_factor_the_password_alone_logs_in_again() {
    let (world, person) = World::with_person().await;
    let first = App::of(&world, &person).await;
    let second = App::of(&world, &person).await;
    assert_eq!(first.recovery_codes.len(), 10);
    assert_eq!(second.recovery_codes.len(), 0, "they stand in for both");
    for app in [&first, &second] {
        world.first_step(&person).await;
        let path = format!("/auth/factors/{}", app.factor_id);
        let removed = person.token.delete(&path).await.json(200);
        assert_eq!(removed["id"], *app.factor_id);
        person.token.delete(&path).await.error(404, "not_found");
    }
    world.begin_session(&person.email).await;
    let list = person.token.get("/auth/factors").await.json(200);
    assert_eq!(list["recoveryCodesLeft"], 0);
    let renewed = person.token.post("/auth/recovery-codes").await;
    renewed.error(409, "no_factor");
}

#[actix_web::test]
async fn new_recovery_codes_end_the_old_ones() {
    let (world, person) = World::with_person().await;
    let app = App::of(&world, &person).await;
    let renewed = person.token.post("/auth/recovery-codes").await.json(200);
    let new = renewed["recoveryCodes"][0].as_str().unwrap();
    for (code, status) in [(&*app.recovery_codes[0], 401), (new, 200)] {
        let token = world.first_step(&person).await;
        let fields = json!({"mfaToken": token, "recoveryCode": code});
        assert_eq!(world.second_step(&fields).await.status, status, "{code}");
    }
}

#[actix_web::test]
async fn a_secret_that_no_key_opens_is_503_and_costs_no_attempt() {
    let test = test_ports();
    let sealer = test.secret_sealer.clone();
    let world = World::on(test, |_| ()).await;
    let person = world.register().await;
    let app = App::of(&world, &person).await;
    let next = App::new(&offer(&person).await.json(201));
    sealer.lose_key();
    let code = json!({"code": app.code(world.clock.now())});
    for _ in 0..12 {
        let mut fields = code.clone();
        fields["mfaToken"] = world.first_step(&person).await.into();
        let shown = world.second_step(&fields).await;
        assert!(shown.header("retry-after").is_some());
        shown.error(503, "unavailable");
        let ask = person.token.post("/auth/reauthenticate").json(&code);
        ask.await.error(503, "unavailable");
    }
    let confirmed = next.confirm(&world, &person).await;
    confirmed.error(503, "unavailable");
}

#[actix_web::test]
async fn without_a_secret_key_no_app_is_offered() {
    let test = test_ports();
    test.secret_sealer.lose_key();
    let world = World::on(test, |_| ()).await;
    let person = world.register().await;
    let refused = offer(&person).await;
    refused.says(501, "secret_key_not_configured", "secret key");
}
