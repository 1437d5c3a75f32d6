//! Some clients show `message` alone: with field errors, it is the sentence of the first, and names the field.

use serde_json::{Value, json};

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn the_message_is_the_first_fault_and_names_what_is_wrong() {
    let world = World::new().await;
    let whole = json!({"email": "a@example.com", "password": PASSWORD, "first_name": "Ada"});
    #[rustfmt::skip] // A table is read by its columns.
    let cases = [
        ("email",      json!("a"),             "This is not an e-mail address of the form name@example.com."),
        ("email",      Value::Null,            "The e-mail address is required."),
        ("email",      json!(1),               "email must be a string."),
        ("password",   json!("short"),         "This password is too short: at least 8 characters."),
        ("password",   Value::Null,            "The password is required."),
        ("first_name", Value::Null,            "The first name is required."),
        ("first_name", json!(" "),             "The first name must not be empty."),
        ("last_name",  json!("x".repeat(101)), "The last name is too long: at most 100 characters."),
        ("last_name",  json!("a\u{202e}b"),    "The last name must not contain control characters."),
    ];
    for (field, value, sentence) in cases {
        let mut body = whole.clone();
        body[field] = value;
        let answer = world.post("/auth/register").json(&body).await;
        assert_eq!(answer.faulty_fields(), [field]);
        let body = answer.json(400);
        assert_eq!(body["message"], sentence);
        assert_eq!(body["error"], sentence);
    }
    let login = world.post("/auth/login").json(&json!({})).await.json(400);
    assert_eq!(login["message"], "The e-mail address is required.");
    assert_eq!(login["errors"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn the_message_names_what_is_wrong_in_keys_lists_and_queries() {
    let (world, person) = World::with_person().await;
    #[rustfmt::skip] // A table is read by its columns.
    let rows = [
        (json!({}),                                    "The name is required."),
        (json!({"name": "One", "expires_at": "soon"}), "expires_at must be an RFC 3339 date and time, for example 2026-03-01T10:00:00Z."),
        (json!({"name": "One", "scopes": "all"}),      "scopes must be a list of strings."),
        (json!({"name": "One", "inbox_ids": ["a b"]}), "inbox_ids must be a list of inbox ids."),
    ];
    for (body, sentence) in rows {
        let make = person.key.post("/v1/api_keys").json(&body);
        assert_eq!(make.await.json(400)["message"], sentence);
    }
    let change = person.change_key(&json!({"active": "no"})).await;
    assert_eq!(change.json(400)["message"], "active must be true or false.");
    for (query, sentence) in [
        ("active=no", "active must be true or false."),
        (
            "limit=0",
            "The limit must be a whole number from 1 to 1000.",
        ),
        (
            "cursor=a%20b",
            "The cursor must be taken from the Link header of the page before.",
        ),
    ] {
        let list = world.get(&format!("/v1/api_keys?{query}"));
        assert_eq!(
            list.bearer(&person.key).await.json(400)["message"],
            sentence
        );
    }
}
