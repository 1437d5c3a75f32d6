//! `/forward-auth`: what gateways ask before they let a request through.

use actix_web::http::header::HeaderName;
use sendook_web::CorsOrigins;
use serde_json::json;

use crate::support::{Account, Answer, Credential, World};

const PATH: &str = "/forward-auth";
const METHODS: [&str; 10] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get",
];
const FULL: &str = "full_access inboxes:read inboxes:write keys:read keys:write tokens:introspect";

/// What a gateway learns about the caller, in the order of the names.
fn told(answer: &Answer) -> Vec<(&str, &str)> {
    let names = answer.headers.keys().map(HeaderName::as_str);
    let mut names: Vec<_> = names.filter(|name| name.starts_with("sendook-")).collect();
    names.sort_unstable();
    let value = |name| answer.header(name).unwrap();
    names.into_iter().map(|name| (name, value(name))).collect()
}

async fn key_with(person: &Account, scopes: &[&str], environment: &str) -> (String, Credential) {
    let body = json!({"name": "Caller", "scopes": scopes, "environment": environment});
    person.create_key(&body).await
}

#[actix_web::test]
async fn a_key_is_let_through_with_what_it_stands_for() {
    let (_, person) = World::with_person().await;
    let (id, key) = key_with(&person, &["keys:read", "inboxes:read"], "staging").await;
    let answer = key.get(PATH).await;
    answer.json(204);
    assert_eq!(
        told(&answer),
        [
            ("sendook-environment", "staging"),
            ("sendook-key-id", &*id),
            ("sendook-organization-id", &*person.organization_id),
            ("sendook-scopes", "inboxes:read keys:read"),
        ]
    );
    let full = person.key.get(PATH).await;
    assert_eq!(full.header("sendook-scopes"), Some(FULL));
}

#[actix_web::test]
async fn a_run_token_is_let_through_with_its_own_scopes() {
    let (_, person) = World::with_person().await;
    let wishes = json!({"scope": "inboxes:read"});
    let token = person.key.run_token(&wishes).await;
    let answer = token.get(PATH).await;
    answer.json(204);
    assert_eq!(answer.header("sendook-key-id"), Some(&*person.key_id));
    assert_eq!(answer.header("sendook-scopes"), Some("inboxes:read"));
    let answer = token.get("/forward-auth?scope=inboxes:write").await;
    answer.says(403, "insufficient_scope", "inboxes:write");
}

#[actix_web::test]
async fn a_person_is_let_through_where_nothing_is_required_of_keys() {
    let (_, person) = World::with_person().await;
    let answer = person.token.get(PATH).await;
    answer.json(204);
    assert_eq!(told(&answer), [("sendook-user-id", &*person.user_id)]);
    for query in ["scope=inboxes:read", "environment=production", "junk"] {
        let answer = person.token.get(&format!("{PATH}?{query}")).await;
        answer.error(401, "wrong_credential_type");
    }
}

#[actix_web::test]
async fn every_method_is_judged() {
    let (world, person) = World::with_person().await;
    for method in METHODS {
        let answer = person.key.ask(method, PATH).await;
        answer.json(204);
        let answer = world.ask(method, PATH).await;
        answer.error(401, "missing_credentials");
    }
}

#[actix_web::test]
async fn the_body_is_not_looked_at() {
    let (_, person) = World::with_person().await;
    let large = person.key.post(PATH).raw("text/plain", vec![b'x'; 200_000]);
    large.await.json(204);
}

#[actix_web::test]
async fn all_scopes_and_the_environment_are_required() {
    let (_, person) = World::with_person().await;
    let (_, key) = key_with(&person, &["keys:read", "inboxes:read"], "staging").await;
    for (query, status, code) in [
        ("scope=inboxes:read", 204, ""),
        ("scope=keys:read&scope=inboxes:read", 204, ""),
        ("scope=inboxes%3Aread&environment=staging", 204, ""),
        ("environment=staging&", 204, ""),
        (
            "scope=inboxes:read&scope=keys:write",
            403,
            "insufficient_scope",
        ),
        ("scope=full_access", 403, "insufficient_scope"),
        ("environment=production", 403, "forbidden"),
        ("scope=keys:write&environment=production", 403, "forbidden"),
    ] {
        let answer = key.get(&format!("{PATH}?{query}")).await;
        if status == 204 {
            answer.json(204);
        } else {
            answer.error(status, code);
            assert_eq!(told(&answer), []);
        }
    }
    let challenge = key.get("/forward-auth?scope=keys:write").await;
    let expected = r#"Bearer realm="sendook", error="insufficient_scope", scope="keys:write""#;
    assert_eq!(challenge.header("www-authenticate"), Some(expected));
}

#[actix_web::test]
async fn a_question_that_is_not_understood_lets_nobody_through() {
    let (world, person) = World::with_person().await;
    for (query, path) in [
        ("scope=", "scope"),
        ("scope", "scope"),
        ("scope=root", "scope"),
        ("scope=inboxes:read,keys:read", "scope"),
        ("scope=inboxes:read+keys:read", "scope"),
        ("scope=INBOXES:READ", "scope"),
        ("environment=prod", "environment"),
        ("environment=", "environment"),
        (
            "environment=production&environment=production",
            "environment",
        ),
        ("scopes=inboxes:read", "query"),
        ("scope[]=inboxes:read", "query"),
        ("page=2", "query"),
    ] {
        let asked = format!("{PATH}?{query}");
        let body = person.key.get(&asked).await.error(403, "forbidden");
        assert_eq!(body["errors"][0]["path"], path, "{query}");
        let sentence = body["message"].as_str().unwrap();
        assert!(sentence.contains("gateway"), "{sentence}");
        let unknown = world.get(&asked).await;
        unknown.error(401, "missing_credentials");
    }
}

#[actix_web::test]
async fn a_malformed_header_is_a_refused_credential() {
    let world = World::new().await;
    for value in ["Bearer", "Bearer a b", "Bearer a,b", "Bearer Bearer a"] {
        let answer = world.get(PATH).header(("authorization", value)).await;
        answer.error(401, "invalid_token");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(
            challenge.contains(r#"error="invalid_token""#),
            "{challenge}"
        );
    }
    let header = |ask: crate::support::Ask| ask.header(("authorization", "Bearer a"));
    let twice = header(header(world.get(PATH))).await;
    twice.says(401, "invalid_token", "more than once");
}

#[actix_web::test]
async fn what_a_client_sends_is_not_sent_back() {
    let (_, person) = World::with_person().await;
    for credential in [&person.key, &person.token] {
        let honest = credential.get(PATH).await;
        let forged = credential
            .get(PATH)
            .header(("sendook-user-id", "user_forged"))
            .header(("sendook-key-id", "key_forged"))
            .header(("sendook-organization-id", "org_forged"))
            .header(("sendook-scopes", "full_access"))
            .header(("sendook-environment", "production"))
            .header(("sendook-anything", "else"));
        assert_eq!(told(&forged.await), told(&honest));
    }
}

#[actix_web::test]
async fn a_preflight_is_judged_as_any_request() {
    const PAGE: &str = "https://app.example.com";
    let listed = CorsOrigins::Listed(vec![PAGE.to_owned()]);
    for cors in [CorsOrigins::None, CorsOrigins::Any, listed] {
        let world = World::with(|settings| settings.cors = cors.clone()).await;
        let person = world.register().await;
        let preflight = |path: &str| {
            let ask = world.ask("OPTIONS", path).header(("origin", PAGE));
            ask.header(("access-control-request-method", "POST"))
        };
        let unknown = preflight(PATH).await;
        unknown.error(401, "missing_credentials");
        let known = preflight(PATH).bearer(&person.key).await;
        known.json(204);
        let nowhere = preflight("/forward-auth/").await;
        nowhere.error(404, "not_found");
        for answer in [unknown, known, nowhere] {
            let mut names = answer.headers.keys().map(HeaderName::as_str);
            let of_cors = names.find(|name| name.starts_with("access-control"));
            assert_eq!(of_cors, None, "{cors:?}");
        }
    }
}
