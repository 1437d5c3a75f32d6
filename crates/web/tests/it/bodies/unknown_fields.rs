//! A field under a name that a call does not know must not be ignored where the client may rely on it.

use serde_json::{Value, json};

use crate::support::World;

/// What is refused, which name is reported, and what is suggested instead.
#[rustfmt::skip] // A table is read by its columns.
const REFUSED: &[(&str, &str, &str, &str, &str)] = &[
    ("PATCH", "key",            r#"{"enabled": false}"#,                     "enabled",         "active"),
    ("PATCH", "key",            r#"{"is_active": false}"#,                   "is_active",       "active"),
    ("PATCH", "key",            r#"{"isActive": false, "name": "A"}"#,       "isActive",        "active"),
    ("PATCH", "key",            r#"{"environment": "staging"}"#,             "environment",     "environment"),
    ("PATCH", "key",            r#"{"name": "A", "env": "staging"}"#,        "env",             "environment"),
    ("PATCH", "key",            r#"{"requestCount": 0, "name": "A"}"#,       "requestCount",    "request_count"),
    ("PATCH", "key",            r#"{"disabledReason": null}"#,               "disabledReason",  "disabled_reason"),
    ("PATCH", "key",            r#"{"scope": ["keys:read"]}"#,               "scope",           "scopes"),
    ("PATCH", "key",            r#"{"inboxes": ["x"]}"#,                     "inboxes",         "inbox_ids"),
    ("PATCH", "key",            r#"{"inbox-ids": ["x"]}"#,                   "inbox-ids",       "inbox_ids"),
    ("PATCH", "key",            r#"{"ACTIVE": false}"#,                      "ACTIVE",          "active"),
    ("PATCH", "key",            r#"{"actve": false}"#,                       "actve",           "active"),
    ("PATCH", "key",            r#"{"inboxIds": ["x"], "inbox_ids": null}"#, "inboxIds",        "inbox_ids"),
    ("PATCH", "key",            r#"{"colour": "red"}"#,                      "colour",          "name"),
    ("PATCH", "key",            r#"{"id": "x"}"#,                            "id",              "name"),
    ("PATCH", "key",            r#"{"scopes": null}"#,                       "scopes",          "null"),
    ("PATCH", "key",            r#"{"scopes": []}"#,                         "scopes",          "at least one"),
    ("POST",  "keys",           r#"{"name": "A", "scope": ["keys:read"]}"#,  "scope",           "scopes"),
    ("POST",  "keys",           r#"{"name": "A", "enabled": false}"#,        "enabled",         "active"),
    ("POST",  "keys",           r#"{"name": "A", "expiry": "2027-01-01"}"#,  "expiry",          "expires_at"),
    ("POST",  "keys",           r#"{"name": "A", "enviroment": "staging"}"#, "enviroment",      "environment"),
    ("POST",  "keys",           r#"{"name": "A", "scope[]": ["keys:read"]}"#,   "scope[]",         "scopes"),
    ("POST",  "keys",           r#"{"name": "A", "inbox_ids[0]": "x"}"#,     "inbox_ids[0]",    "inbox_ids"),
    ("POST",  "keys",           r#"{"name": "A", "scopes ": ["keys:read"]}"#,   "scopes ",         "scopes"),
    ("POST",  "keys",           r#"{"name": "A", "scopes\u200b": []}"#,      "scopes\u{200b}",  "scopes"),
    ("POST",  "rotate",         r#"{"grace": 0}"#,                           "grace",           "grace_seconds"),
    ("POST",  "rotate",         r#"{"graceSecs": 0}"#,                       "graceSecs",       "grace_seconds"),
    ("POST",  "rotate",         r#"{"graceSeconds": 0, "grace_seconds": null}"#, "graceSeconds", "grace_seconds"),
    ("POST",  "rotate",         r#"{"active": false}"#,                      "active",          "active"),
    ("POST",  "rotate",         r#"{"end_old": true}"#,                      "end_old",         "end_oldest"),
    ("POST",  "identify",       r#"{"key": "x", "Key": "x"}"#,               "Key",             "key"),
    ("POST",  "inboxes",        r#"{"address": "a@sendook.com"}"#,           "address",         "email"),
    ("PATCH", "organization",   r#"{"name": "A", "role": "member"}"#,        "role",            "role"),
    ("PATCH", "organization",   r#"{"colour": "red"}"#,                      "colour",          "name"),
    ("PATCH", "organization",   r#"{"require_mfa": true}"#,                  "require_mfa",     "require_second_factor"),
    ("POST",  "/auth/logout",   r#"{"scopes": "current"}"#,                  "scopes",          "scope"),
    ("POST",  "/auth/logout",   r#"{"current": true}"#,                      "current",         "scope"),
    ("POST",  "/auth/password", r#"{"currentPasswort": "x"}"#,               "currentPasswort", "current_password"),
    ("POST",  "/auth/login",    r#"{"e-mail": "a@b.co"}"#,                   "e-mail",          "email"),
    ("POST",  "/auth/refresh",  r#"{"refreshtoken": "x"}"#,                  "refreshtoken",    "refresh_token"),
    ("POST",  "/auth/register", r#"{"surname": "Lovelace"}"#,                "surname",         "last_name"),
    ("POST",  "/leaks",         r#"{"key": "x", "URL": "x"}"#,               "URL",             "url"),
];

#[actix_web::test]
async fn an_unknown_field_that_looks_like_a_known_one_is_refused_and_nothing_changes() {
    let (world, person) = World::with_person().await;
    let key = person.path(&format!("/api_keys/{}", person.key_id));
    let before = world.store.audit_events();
    for (method, route, body, name, meant) in REFUSED {
        let path = match *route {
            "key" => key.clone(),
            "rotate" => format!("{key}/rotate"),
            "keys" => person.path("/api_keys"),
            "identify" => person.path("/api_keys/identify"),
            "inboxes" => person.path("/inboxes"),
            "organization" => person.path(""),
            path => path.to_owned(),
        };
        let body: Value = serde_json::from_str(body).unwrap();
        let answer = person.token.ask(method, &path).json(&body).await.json(400);
        assert_eq!(answer["code"], "validation_failed");
        let fault = &answer["errors"][0];
        assert_eq!(fault["path"], *name, "{method} {route} {body}");
        assert!(fault["msg"].as_str().unwrap().contains(meant), "{fault}");
        assert_eq!(answer["message"], fault["msg"]);
    }
    assert_eq!(world.store.audit_events(), before);
    world.try_key(&person.key).await.json(200);
}

#[actix_web::test]
async fn a_change_of_nothing_names_what_can_be_changed() {
    let (_, person) = World::with_person().await;
    let answer = person.change_key(&json!({})).await.json(400);
    assert_eq!(answer["errors"][0]["path"], "name");
    assert!(
        answer["message"].as_str().unwrap().contains("inbox_ids"),
        "{answer}"
    );
}

#[actix_web::test]
async fn other_unknown_fields_are_ignored() {
    let (_, person) = World::with_person().await;
    let unknown =
        json!({"name": "One", "colour": "red", "tags": [], "owner": "x", "note": "x", "game": 1});
    let make = person.key.post("/v1/api_keys").json(&unknown);
    make.await.json(201);
    person.change_key(&unknown).await.json(200);
}
