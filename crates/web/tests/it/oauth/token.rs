//! `POST /oauth/token` (RFC 6749, section 4.4): an API key makes a run token.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{Account, Answer, Credential, World};

const FORM: &str = "application/x-www-form-urlencoded";

async fn ask(key: &Credential, form: &str) -> Answer {
    let form = format!("grant_type=client_credentials&{form}");
    key.post("/oauth/token").raw(FORM, form).await
}

async fn reader(person: &Account) -> Credential {
    let body =
        json!({"name": "Reader", "scopes": ["inboxes:read"], "inbox_ids": [person.inbox_id]});
    person.create_key(&body).await.1
}

#[actix_web::test]
async fn the_answer_is_that_of_the_rfc_and_is_not_stored() {
    let (world, person) = World::with_person().await;
    let answer = ask(&person.key, "scope=inboxes:read&expires_in=60&label=import").await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let body = answer.json(200);
    let token = body["access_token"].as_str().unwrap();
    assert!(token.starts_with("sndt_") && token.len() == 41, "{body}");
    let expected = json!({"access_token": token, "token_type": "Bearer", "expires_in": 60,
        "scope": "inboxes:read"});
    assert_eq!(body, expected);
    world.get("/v1/inboxes").bearer(token).await.json(200);
    let create = world.post("/v1/inboxes").bearer(token).json(&json!({}));
    let refused = create.await;
    refused.says(403, "insufficient_scope", "inboxes:write");
    world.clock.advance(Duration::seconds(60));
    let over = world.get("/v1/inboxes").bearer(token).await;
    over.says(401, "token_expired", "a run token that ended at");
}

#[actix_web::test]
async fn without_wishes_it_is_as_the_key_for_a_quarter_of_an_hour() {
    let (world, person) = World::with_person().await;
    let body = ask(&person.key, "").await.json(200);
    let told = (&body["expires_in"], &body["scope"]);
    assert_eq!(told, (&json!(900), &json!("full_access")));
    let reader = reader(&person).await;
    let body = ask(&reader, "expires_in=3600").await.json(200);
    let told = (&body["expires_in"], &body["scope"]);
    assert_eq!(told, (&json!(3600), &json!("inboxes:read")));
    let token = body["access_token"].as_str().unwrap();
    let whoami = world.try_key(token).await.json(200);
    assert_eq!(whoami["runToken"]["inboxIds"], json!([person.inbox_id]));
}

#[actix_web::test]
async fn the_key_may_come_in_the_form() {
    let (world, person) = World::with_person().await;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        person.key_id, person.key
    );
    let answer = world.post("/oauth/token").raw(FORM, form).await;
    assert_eq!(answer.json(200)["token_type"], "Bearer");
}

#[actix_web::test]
async fn json_is_as_good_and_takes_a_list_of_inboxes() {
    let (world, person) = World::with_person().await;
    let wishes = json!({"inbox_ids": [person.inbox_id], "expires_in": 120});
    let token = person.key.run_token(&wishes).await;
    let second = person.key.post("/v1/inboxes").json(&json!({}));
    let second = second.await.json(201);
    let inboxes = token.get("/v1/inboxes").await.json(200);
    assert_eq!(inboxes.as_array().unwrap().len(), 1);
    let create = token.post("/v1/inboxes").json(&json!({})).await;
    create.error(403, "forbidden");
    let path = format!("/v1/inboxes/{}", second["id"].as_str().unwrap());
    let hidden = world.get(&path).bearer(&token).await;
    hidden.error(404, "not_found");
}

#[actix_web::test]
async fn what_the_key_lacks_is_an_invalid_scope() {
    let (_world, person) = World::with_person().await;
    let reader = reader(&person).await;
    for scope in [
        "inboxes:write",
        "full_access",
        "inboxes:read+keys:read",
        "unknown",
        "INBOXES:READ",
    ] {
        let answer = ask(&reader, &format!("scope={scope}")).await;
        let body = answer.oauth_error(400, "invalid_scope", "invalid_scope");
        assert_eq!(body["errors"], Value::Null);
    }
}

#[actix_web::test]
async fn inboxes_out_of_reach_are_refused_whether_they_exist_or_not() {
    let (_world, person, stranger) = World::with_two().await;
    let reader = reader(&person).await;
    let second = person.key.post("/v1/inboxes").json(&json!({}));
    let second = second.await.json(201);
    let second = second["id"].as_str().unwrap();
    for inbox in [second, &stranger.inbox_id, "inbox_unknown", "a/b"] {
        let answer = ask(&reader, &format!("inbox_ids={inbox}")).await;
        answer.oauth_error(400, "invalid_request", "validation_failed");
        assert_eq!(answer.faulty_fields(), ["inbox_ids"]);
    }
    let answer = ask(&person.key, &format!("inbox_ids={}", stranger.inbox_id)).await;
    answer.error(400, "validation_failed");
    let both = format!("inbox_ids={second}+{}", person.inbox_id);
    ask(&person.key, &both).await.json(200);
}

#[actix_web::test]
async fn what_is_malformed_is_named() {
    let (_world, person) = World::with_person().await;
    for (form, field) in [
        ("expires_in=59", "expires_in"),
        ("expires_in=3601", "expires_in"),
        ("expires_in=1h", "expires_in"),
        ("label=%00", "label"),
    ] {
        let answer = ask(&person.key, form).await;
        answer.oauth_error(400, "invalid_request", "validation_failed");
        assert_eq!(answer.faulty_fields(), [field], "{form}");
    }
    let not_text = ask(&person.key, "label=%ff").await;
    not_text.oauth_error(400, "invalid_request", "invalid_json");
    let ask = |form: &'static str| person.key.post("/oauth/token").raw(FORM, form);
    let none = ask("scope=inboxes:read").await;
    none.oauth_error(400, "invalid_request", "validation_failed");
    let other = ask("grant_type=password&expires_in=x").await;
    other.oauth_error(400, "unsupported_grant_type", "unsupported_grant_type");
    let wrong_type = json!({"grant_type": "client_credentials", "scope": ["inboxes:read"]});
    let answer = person.key.post("/oauth/token").json(&wrong_type).await;
    assert_eq!(answer.faulty_fields(), ["scope"]);
}

#[actix_web::test]
async fn a_restriction_under_another_name_is_refused() {
    let (_world, person) = World::with_person().await;
    for (form, name) in [
        ("scopes=inboxes:read", "scopes"),
        ("scope[]=inboxes:read", "scope[]"),
        ("scope%20=inboxes:read", "scope "),
        ("inbox_id=inbox_1", "inbox_id"),
        ("inbox_ids[]=inbox_1", "inbox_ids[]"),
        ("inbox_ids=", "inbox_ids"),
        ("scp=inboxes:read", "scp"),
        ("ttl=60", "ttl"),
        ("allowed_ips=192.0.2.1", "allowed_ips"),
        ("environment=staging", "environment"),
    ] {
        let refused = ask(&person.key, form).await.json(400);
        assert_eq!(refused["error"], "invalid_request");
        assert_eq!(refused["errors"][0]["path"], name);
    }
    let list = json!({"grant_type": "client_credentials", "inbox_ids[]": [person.inbox_id]});
    let refused = person.key.post("/oauth/token").json(&list).await.json(400);
    assert_eq!(refused["errors"][0]["path"], "inbox_ids[]");
    for query in ["scope=inboxes:read", "inbox_ids=inbox_1&tenant=1"] {
        let url = format!("/oauth/token?{query}");
        let asked = person
            .key
            .post(&url)
            .raw(FORM, "grant_type=client_credentials");
        asked
            .await
            .oauth_error(400, "invalid_request", "invalid_request");
    }
    let foreign = person.key.post("/oauth/token?tenant=1");
    let form = "grant_type=client_credentials&scope=";
    foreign.raw(FORM, form).await.json(200);
}

/// A run token is bound to no resource: libraries that name one (RFC 8707) get it all the same.
#[actix_web::test]
async fn resource_and_audience_are_passed_over() {
    let (_world, person) = World::with_person().await;
    let form = "resource=https://a.example&resource=https://b.example&audience=c";
    ask(&person.key, form).await.json(200);
}

#[actix_web::test]
async fn only_a_key_makes_one() {
    let (_world, person) = World::with_person().await;
    let token = person.key.run_token(&json!({})).await;
    for credential in [&token, &person.token] {
        let answer = ask(credential, "").await;
        answer.oauth_error(401, "invalid_client", "wrong_credential_type");
    }
}

#[actix_web::test]
async fn the_thousand_and_first_has_to_wait() {
    let (world, person) = World::with_person().await;
    for _ in 0..1000 {
        ask(&person.key, "expires_in=120").await.json(200);
    }
    world.clock.advance(Duration::seconds(20));
    let answer = ask(&person.key, "").await;
    answer.oauth_error(429, "temporarily_unavailable", "too_many_requests");
    assert_eq!(answer.header("retry-after"), Some("100"));
    world.clock.advance(Duration::seconds(100));
    ask(&person.key, "").await.json(200);
}
