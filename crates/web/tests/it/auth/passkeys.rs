//! Passkeys: added by options and answers, shown as a second factor and as a proof, and enough to log in with.

use sendook_domain::ports::Outbox as _;
use sendook_testkit::{PASSKEY_ORIGIN, SoftwareAuthenticator};
use serde_json::{Value, json};

use crate::support::{Account, Answer, App, PASSWORD, World};

fn a_device() -> SoftwareAuthenticator {
    SoftwareAuthenticator::new(PASSKEY_ORIGIN)
}

fn parsed(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap()
}

/// Adds a passkey in this device; `answer` puts what the device answers into a body.
async fn add(
    person: &Account,
    device: &mut SoftwareAuthenticator,
    answer: impl Fn(Value) -> Value,
) -> Answer {
    let ask = person.token.post("/auth/factors/passkey");
    let offered = ask.json(&json!({"name": "Phone"})).await.json(201);
    let made = answer(parsed(&device.create(&offered.to_string())));
    let path = format!(
        "/auth/factors/passkey/{}/finish",
        offered["id"].as_str().unwrap()
    );
    person.token.post(&path).json(&made).await
}

async fn with_passkey(person: &Account) -> SoftwareAuthenticator {
    let mut device = a_device();
    add(person, &mut device, |made| json!({"passkey": made}))
        .await
        .json(200);
    device
}

#[actix_web::test]
async fn a_passkey_is_added_renamed_and_removed() {
    let (_, person) = World::with_person().await;
    let added = add(&person, &mut a_device(), |made| json!({"passkey": made}))
        .await
        .json(200);
    assert_eq!(added["factor"]["type"], "passkey");
    assert_eq!(added["factor"]["name"], "Phone");
    assert_eq!(added["recoveryCodes"].as_array().unwrap().len(), 10);
    // The credential may be the body itself.
    let further = add(&person, &mut a_device(), |made| made).await.json(200);
    assert_eq!(further.get("recoveryCodes"), None);
    let path = format!("/auth/factors/{}", added["factor"]["id"].as_str().unwrap());
    let renamed = person
        .token
        .patch(&path)
        .json(&json!({"name": "Key on the ring"}))
        .await
        .json(200);
    assert_eq!(renamed["name"], "Key on the ring");
    person
        .token
        .patch(&path)
        .json(&json!({"type": "totp"}))
        .await
        .says(400, "validation_failed", "type");
    assert_eq!(person.token.delete(&path).await.json(200), renamed);
    let left = person.token.get("/auth/factors").await.json(200);
    assert_eq!(left["factors"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn the_options_are_what_browsers_read() {
    let (_, person) = World::with_person().await;
    let offered = person.token.post("/auth/factors/passkey").await.json(201);
    for name in [
        "challenge",
        "rp",
        "user",
        "pubKeyCredParams",
        "authenticatorSelection",
    ] {
        assert!(!offered[name].is_null(), "{name}: {offered}");
    }
    assert_eq!(offered["id"], offered["_id"]);
    let (world, _) = World::with_person().await;
    let asked = world.post("/auth/login/passkey").await.json(200);
    assert_eq!(asked["rpId"], "localhost");
    assert_eq!(asked["userVerification"], "required");
    assert_eq!(asked["allowCredentials"], json!([]));
}

#[actix_web::test]
async fn a_passkey_of_another_site_is_refused_in_words() {
    let (_, person) = World::with_person().await;
    let mut device = SoftwareAuthenticator::new("http://127.0.0.1:8006");
    let refused = add(&person, &mut device, |made| json!({"passkey": made})).await;
    refused.says(400, "validation_failed", PASSKEY_ORIGIN);
}

#[actix_web::test]
async fn a_passkey_alone_logs_its_person_in_once() {
    let (world, person) = World::with_person().await;
    let mut device = with_passkey(&person).await;
    let asked = world.post("/auth/login/passkey").await.json(200);
    let answer = json!({"passkey": parsed(&device.get(&asked.to_string()))});
    let finish = || world.post("/auth/login/passkey/finish").json(&answer);
    let session = finish().await.json(200);
    assert_eq!(session["user"]["id"], person.user_id);
    finish()
        .await
        .says(401, "invalid_credentials", "This passkey was not accepted.");
    world
        .post("/auth/login/passkey/finish")
        .json(&json!({}))
        .await
        .says(400, "validation_failed", "passkey");
}

#[actix_web::test]
async fn a_passkey_is_a_second_factor() {
    let (world, person) = World::with_person().await;
    let mut device = with_passkey(&person).await;
    let token = json!({"mfaToken": world.first_step(&person).await});
    let asked = world
        .post("/auth/login/second-factor/passkey")
        .json(&token)
        .await
        .json(200);
    let mut shown = token.clone();
    shown["passkey"] = parsed(&device.get(&asked.to_string()));
    let session = world
        .post("/auth/login/second-factor")
        .json(&shown)
        .await
        .json(200);
    assert_eq!(session["user"]["id"], person.user_id);
    let gone = world
        .post("/auth/login/second-factor/passkey")
        .json(&token)
        .await;
    gone.says(401, "invalid_token", "log in again");
}

#[actix_web::test]
async fn a_passkey_proves_who_holds_a_session() {
    let (world, person) = World::with_person().await;
    let ask = || person.token.post("/auth/reauthenticate/passkey");
    ask().await.says(409, "no_passkey", "no passkey");
    let mut device = with_passkey(&person).await;
    world.clock.advance(chrono::TimeDelta::hours(1));
    let asked = ask().await.json(200);
    let proof = json!({"passkey": parsed(&device.get(&asked.to_string()))});
    let prove = || person.token.post("/auth/reauthenticate").json(&proof);
    prove().await.json(200);
    person.token.post("/auth/factors/passkey").await.json(201);
    prove().await.says(403, "forbidden", "used before");
    let both = json!({"passkey": {}, "code": "123456"});
    person
        .token
        .post("/auth/reauthenticate")
        .json(&both)
        .await
        .says(400, "validation_failed", "Give one of");
}

#[actix_web::test]
async fn a_passkey_counts_where_a_second_factor_is_required_and_its_person_is_told_of_it() {
    let (world, person) = World::with_person().await;
    let waiting = || world.store.mail_backlog().unwrap().waiting;
    let before = waiting();
    with_passkey(&person).await;
    assert_eq!(waiting(), before + 1);
    let required = person
        .patch("")
        .json(&json!({"require_second_factor": true}));
    required.await.json(200);
    let members = person.get("/members").await.json(200);
    assert_eq!(members[0]["secondFactor"], true);
    let listed = person.token.get("/auth/factors").await.json(200);
    assert_eq!(listed["recoveryCodesLeft"], 10);
    let id = listed["factors"][0]["id"].as_str().unwrap();
    let removed = person.token.delete(&format!("/auth/factors/{id}")).await;
    removed.json(200);
    assert_eq!(waiting(), before + 2);
    let barred = person.get("/members").await;
    barred.says(403, "forbidden", "requires a second factor");
    let listed = person.token.get("/auth/factors").await.json(200);
    assert_eq!(listed["recoveryCodesLeft"], 0);
    world.begin_session(&person.email).await;
}

#[actix_web::test]
async fn only_people_with_a_passkey_are_asked_for_one() {
    let (world, person) = World::with_person().await;
    App::of(&world, &person).await;
    let methods = async || {
        let body = json!({"email": person.email, "password": PASSWORD});
        let due = world.post("/auth/login").json(&body).await;
        due.error(403, "second_factor_required")["methods"].clone()
    };
    assert_eq!(methods().await, json!(["totp", "recovery_code"]));
    let token = json!({"mfaToken": world.first_step(&person).await});
    let asked = world.post("/auth/login/second-factor/passkey").json(&token);
    asked.await.says(409, "no_passkey", "no passkey");
    with_passkey(&person).await;
    let three = json!(["totp", "passkey", "recovery_code"]);
    assert_eq!(methods().await, three);
}
