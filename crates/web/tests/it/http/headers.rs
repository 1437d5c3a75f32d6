//! The headers that every answer carries, whatever it is.

use actix_web::http::header::HeaderValue;
use serde_json::json;

use crate::support::{Answer, Audience, ROUTES, World};

#[track_caller]
fn carries_the_usual(answer: &Answer) {
    let id = answer.header("x-request-id").unwrap();
    assert!((1..=128).contains(&id.len()), "{id}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let policy = "default-src 'none'; frame-ancestors 'none'";
    assert_eq!(answer.header("content-security-policy"), Some(policy));
    let kind = (answer.status != 204).then_some("application/json; charset=utf-8");
    assert_eq!(answer.header("content-type"), kind);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn every_route_carries_them_whether_it_answers_or_refuses() {
    for route in ROUTES {
        let (world, person) = World::with_person().await;
        route.prepare(&world, &person).await;
        if route.audience != Audience::Anyone {
            let refused = route.ask(&world, &person).await;
            refused.error(401, "missing_credentials");
            carries_the_usual(&refused);
        }
        let answer = route.ask(&world, &person);
        let answer = answer.bearer(route.credential_of(&person)).await;
        answer.json(route.success);
        carries_the_usual(&answer);
        carries_the_usual(&world.ask("PURGE", route.path).await);
    }
}

#[actix_web::test]
async fn errors_carry_them() {
    let world = World::new().await;
    carries_the_usual(&world.post("/auth/login").json(&json!([])).await);
    world.store.set_away(true);
    let body = json!({"email": "a@example.com", "password": "x"});
    carries_the_usual(&world.post("/auth/login").json(&body).await);
    for path in [
        "/",
        "/nowhere",
        "/v1",
        "/v1/nowhere",
        "/organizations/org_1/nowhere",
        "/v2/inboxes",
        "/a%2Fb",
    ] {
        let answer = world.get(path).await;
        answer.error(404, "not_found");
        carries_the_usual(&answer);
    }
}

#[actix_web::test]
async fn a_request_id_is_taken_over_if_it_is_one() {
    let world = World::new().await;
    let longest = "x".repeat(128);
    for id in [
        "a",
        "8f14e45f-ceea-467f-a0e6-1a2b3c4d5e6f",
        "A.b_c-9",
        &longest,
    ] {
        for path in ["/health", "/nowhere", "/v1/inboxes", "/a%2Fb"] {
            let answer = world.get(path).header(("x-request-id", id)).await;
            assert_eq!(answer.header("x-request-id"), Some(id));
            if answer.status != 200 {
                answer.shows(&format!(r#""requestId":"{id}""#));
            }
        }
    }
}

#[actix_web::test]
async fn another_request_id_is_replaced() {
    let world = World::new().await;
    let too_long = "x".repeat(129);
    for id in [
        "", " ", "a b", "a,b", "a/b", "<script>", "a\"b", "é", &too_long,
    ] {
        let value = HeaderValue::from_bytes(id.as_bytes()).unwrap();
        let answer = world.get("/health").header(("x-request-id", value)).await;
        let made = answer.header("x-request-id").unwrap();
        assert!(made.starts_with("req_") && made.len() == 28, "{made}");
    }
}

#[actix_web::test]
async fn made_request_ids_differ() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for _ in 0..50 {
        let answer = world.get("/health").await;
        ids.push(answer.header("x-request-id").unwrap().to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 50);
}

#[actix_web::test]
async fn the_request_id_stands_in_the_audit_trail() {
    let (world, person) = World::with_person().await;
    for (given, taken_over) in [("trace-1", true), ("no id", false)] {
        let make = person.key.post("/v1/inboxes");
        let made = make.header(("x-request-id", given)).await;
        assert_eq!(made.status, 201);
        let line = world.store.audit_events().pop().unwrap();
        let noted = line.origin.request_id.as_deref();
        assert_eq!(noted, made.header("x-request-id"));
        assert_eq!(noted == Some(given), taken_over);
    }
}
