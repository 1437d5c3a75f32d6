//! Which address an inbox gets.

use serde_json::{Value, json};

use crate::support::{Answer, World};

async fn create(world: &World, key: &str, body: Value) -> Answer {
    world.post("/v1/inboxes").bearer(key).json(&body).await
}

#[actix_web::test]
async fn an_inbox_takes_its_address_from_its_name() {
    let (world, person) = World::with_person().await;
    let inbox = create(&world, &person.key, json!({"name": " Sales & Leads! "}))
        .await
        .json(201);
    let expected = json!({"_id": inbox["id"], "id": inbox["id"], "name": "Sales & Leads!",
        "organizationId": person.organization_id, "email": "sales-leads@sendook.com",
        "createdAt": "2026-03-01T10:00:00.000Z", "updatedAt": "2026-03-01T10:00:00.000Z"});
    assert_eq!(inbox, expected);
}

#[actix_web::test]
async fn a_taken_address_of_a_name_gets_a_random_end() {
    let (world, first, second) = World::with_two().await;
    create(&world, &first.key, json!({"name": "Support"}))
        .await
        .json(201);
    let inbox = create(&world, &second.key, json!({"name": "support"}))
        .await
        .json(201);
    let address = inbox["email"].as_str().unwrap();
    let random = address
        .strip_prefix("support-")
        .and_then(|rest| rest.strip_suffix("@sendook.com"));
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let random = random.unwrap();
    assert!(
        random.len() == 10 && random.bytes().all(allowed),
        "{address}"
    );
}

#[actix_web::test]
async fn an_address_can_be_chosen_once_in_any_letter_case() {
    let (world, first, second) = World::with_two().await;
    let inbox = create(&world, &first.key, json!({"email": "Help@Sendook.COM"}))
        .await
        .json(201);
    assert_eq!(inbox["email"], "Help@Sendook.COM");
    let again = create(&world, &second.key, json!({"email": "help@sendook.com"})).await;
    again.error(409, "inbox_taken");
}

#[actix_web::test]
async fn only_the_configured_email_domain_is_accepted() {
    let (world, person) = World::with_person().await;
    for email in ["a@evil.com", "a@sub.sendook.com", "a@sendook.com.evil.com"] {
        let answer = create(&world, &person.key, json!({"email": email})).await;
        assert_eq!(
            answer.error(404, "not_found")["message"],
            "Invalid domain name"
        );
    }
    for email in [
        "\"a@sendook.com@b\"@evil.com",
        "a@sendook.com@evil.com",
        "sendook.com",
        "",
    ] {
        let answer = create(&world, &person.key, json!({"email": email})).await;
        assert_eq!(answer.faulty_fields(), ["email"], "{email}");
    }
}

#[actix_web::test]
async fn names_of_the_operator_are_reserved() {
    let (world, person) = World::with_person().await;
    #[rustfmt::skip] // Short texts, several a line.
    let names = [
        "postmaster", "abuse", "hostmaster", "webmaster", "security", "admin", "administrator",
        "root", "noreply", "no-reply",
    ];
    for name in names {
        let email = json!({"email": format!("{}@sendook.com", name.to_uppercase())});
        assert_eq!(
            create(&world, &person.key, email).await.faulty_fields(),
            ["email"],
            "{name}"
        );
        let answer = create(&world, &person.key, json!({"name": format!("{name} !")})).await;
        assert_eq!(answer.faulty_fields(), ["name"], "{name}");
    }
}
