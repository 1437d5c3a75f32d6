//! What fields may be called, and what may stand in a name.

use serde_json::{Value, json};

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn two_word_fields_go_by_either_name() {
    let world = World::new().await;
    for (email, first, last) in [
        ("a@example.com", "first_name", "last_name"),
        ("b@example.com", "firstName", "lastName"),
    ] {
        let body = json!({"email": email, "password": PASSWORD, first: "Ada", last: "Lovelace"});
        let user = world.post("/auth/register").json(&body).await.json(201)["user"].clone();
        assert_eq!(user["firstName"], "Ada");
        assert_eq!(user["lastName"], "Lovelace");
    }
    let person = world.register().await;
    for (expires_at, inbox_ids) in [("expires_at", "inbox_ids"), ("expiresAt", "inboxIds")] {
        let at = "2027-01-01T00:00:00.000Z";
        let body = json!({"name": "One", expires_at: at, inbox_ids: [person.inbox_id]});
        let made = person.key.post("/v1/api_keys").json(&body).await.json(201);
        assert_eq!(made["expiresAt"], json!(at));
        assert_eq!(made["inboxIds"], json!([person.inbox_id]));
        let path = format!("/v1/api_keys/{}", made["id"].as_str().unwrap());
        let change = person.key.patch(&path).json(&json!({expires_at: null}));
        assert_eq!(change.await.json(200)["expiresAt"], Value::Null);
    }
}

#[actix_web::test]
async fn names_are_trimmed_and_measured_in_characters() {
    let (_, person) = World::with_person().await;
    let hundred = "ü".repeat(100);
    for (name, taken) in [
        (hundred.clone(), true),
        (format!("  {hundred}  "), true),
        ("Prod – EU 🚀".to_owned(), true),
        (format!("{hundred}ü"), false),
        (" \u{a0} ".to_owned(), false),
        ("a\nb".to_owned(), false),
    ] {
        for below in ["/api_keys", "/inboxes"] {
            for make in person.both("POST", below) {
                let answer = make.json(&json!({"name": name})).await;
                if taken {
                    assert_eq!(answer.json(201)["name"], name.trim(), "{below}");
                } else {
                    assert_eq!(answer.faulty_fields(), ["name"], "{below} {name:?}");
                }
            }
        }
    }
}
