//! `POST /auth/register`.

use sendook_domain::policies::RegistrationMode;
use sendook_testkit::FakeStrength;
use sendook_web::ApiSettings;
use serde_json::json;

use crate::support::{PASSWORD, World};

const NOW: &str = "2026-03-01T10:00:00.000Z";

#[actix_web::test]
async fn registering_gives_an_account_with_all_its_parts() {
    let world = World::new().await;
    let body = json!({"email": " Ada@Example.com ", "password": PASSWORD, "first_name": " Ada ",
        "last_name": "Lovelace"});
    let made = world.post("/auth/register").json(&body).await.json(201);
    let account = world.account(&made).await;
    let user = &account.user_id;
    let expected_user = json!({"_id": user, "id": user, "email": "Ada@Example.com", "emailVerified": false,
        "firstName": "Ada", "lastName": "Lovelace", "createdAt": NOW, "updatedAt": NOW});
    assert_eq!(made["user"], expected_user);
    assert_eq!(made["tokenType"], "Bearer");
    assert_eq!(made["expiresAt"], "2026-03-02T10:00:00.000Z");
    assert_eq!(made["refreshExpiresAt"], "2026-03-31T10:00:00.000Z");
    let organization = &account.organization_id;
    let expected = json!({"_id": organization, "id": organization, "name": "Default Organization",
        "role": "owner", "requireSecondFactor": false, "createdAt": NOW, "updatedAt": NOW});
    assert_eq!(made["organization"], expected);
    let (key, secret) = (&account.key_id, &account.key);
    let hint = format!("sndk_prod_…{}", &secret[secret.len() - 4..]);
    let expected = json!({"_id": key, "id": key, "name": "Default API Key", "hint": hint,
        "environment": "production", "organizationId": organization, "active": true,
        "scopes": ["full_access"], "expiresAt": null, "lastUsedAt": null, "requestCount": 0,
        "secrets": [{"hint": hint, "createdAt": NOW, "endsAt": null, "lastUsedAt": null}], "createdBy": user,
        "createdAt": NOW, "updatedAt": NOW, "key": secret});
    assert_eq!(made["apiKey"], expected);
    let (inbox, address) = (&account.inbox_id, made["inbox"]["email"].as_str().unwrap());
    let random = address
        .strip_prefix("inbox-")
        .and_then(|rest| rest.strip_suffix("@sendook.com"));
    let random = random.unwrap();
    assert!(random.len() == 10 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let expected = json!({"_id": inbox, "id": inbox, "organizationId": organization,
        "email": address, "createdAt": NOW, "updatedAt": NOW});
    assert_eq!(made["inbox"], expected);
}

#[actix_web::test]
async fn ids_and_credentials_have_their_forms() {
    let account = World::new().await.register().await;
    for (id, prefix) in [
        (&account.user_id, "user_"),
        (&account.organization_id, "org_"),
        (&account.key_id, "key_"),
        (&account.inbox_id, "inbox_"),
    ] {
        assert_eq!(id.strip_prefix(prefix).unwrap().len(), 26, "{id}");
    }
    for (credential, prefix) in [
        (&account.token, "snda_"),
        (&account.refresh_token, "sndr_"),
        (&account.key, "sndk_prod_"),
    ] {
        let rest = credential.strip_prefix(prefix).unwrap();
        assert!(rest.len() == 36 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}

#[actix_web::test]
async fn an_address_is_taken_in_any_letter_case() {
    let (world, person) = World::with_person().await;
    let body =
        json!({"email": person.email.to_uppercase(), "password": PASSWORD, "first_name": "Eve"});
    let answer = world
        .post("/auth/register")
        .json(&body)
        .await
        .error(409, "email_taken");
    assert_eq!(answer["errors"], json!([{"msg": answer["message"]}]));
}

#[actix_web::test]
async fn a_weak_password_is_refused_with_advice() {
    let world = World::new().await;
    let body =
        json!({"email": "a@example.com", "password": FakeStrength::WEAK, "first_name": "Ada"});
    let answer = world.post("/auth/register").json(&body).await;
    assert_eq!(answer.faulty_fields(), ["password"]);
    answer.shows(FakeStrength::ADVICE);
}

#[actix_web::test]
async fn a_password_must_not_be_the_persons_own_data() {
    let world = World::new().await;
    for field in ["email", "first_name", "last_name", "firstName"] {
        let own = "Own.Data@example.com";
        let mut body = json!({"email": "a@example.com", "password": own, "first_name": "Ada"});
        if field == "firstName" {
            body.as_object_mut().unwrap().remove("first_name");
        }
        body[field] = json!(own);
        let answer = world.post("/auth/register").json(&body).await;
        assert_eq!(answer.faulty_fields(), ["password"], "{field}");
    }
}

#[actix_web::test]
async fn a_longer_minimum_of_passwords_is_a_setting() {
    let world = World::with(|settings| settings.services.passwords.min_chars = 29).await;
    let body = json!({"email": "a@example.com", "password": PASSWORD, "first_name": "Ada"});
    let answer = world.post("/auth/register").json(&body).await;
    assert_eq!(answer.faulty_fields(), ["password"]);
    answer.shows("29");
}

#[actix_web::test]
async fn international_addresses_register_and_imitations_do_not() {
    let world = World::new().await;
    let body = |email: &str| json!({"email": email, "password": PASSWORD, "first_name": "Ada"});
    for domain in [
        "læge.dk",
        "cœur.fr",
        "kızılay.org.tr",
        "þing.is",
        "оса.рф",
        "東京tower.jp",
        "hello中国.com",
    ] {
        let email = format!("ada@{domain}");
        let made = world.post("/auth/register").json(&body(&email)).await;
        assert_eq!(made.json(201)["user"]["email"], email.as_str());
        let again = json!({"email": email, "password": PASSWORD});
        world.post("/auth/login").json(&again).await.json(200);
    }
    for domain in ["раураӏ.com", "pаypal.com", "ɡoogle.com", "оса.com"] {
        let email = format!("ada@{domain}");
        let answer = world.post("/auth/register").json(&body(&email)).await;
        let error = answer.error(400, "validation_failed");
        assert_eq!(error["errors"][0]["path"], "email", "{domain}");
    }
}

#[actix_web::test]
async fn closed_registration_is_said_before_anything_is_read() {
    let closed = |settings: &mut ApiSettings| {
        settings.services.registration = RegistrationMode::Closed;
    };
    let world = World::with(closed).await;
    let valid = json!({"email": "ada@example.com", "password": PASSWORD, "first_name": "Ada"});
    for body in [valid, json!({})] {
        let answer = world.post("/auth/register").json(&body).await;
        let body = answer.error(403, "registration_closed");
        assert_eq!(body["errors"][0]["msg"], body["message"]);
    }
    assert_eq!(world.store.audit_events(), []);
}
