//! What operators see of requests.

use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::registry::Registry;
use sendook_web::HttpMetrics;
use serde_json::json;

use crate::support::{PASSWORD, World};

/// A world whose requests are counted, and how they are read.
async fn counted() -> (World, impl Fn() -> String) {
    let metrics = HttpMetrics::default();
    let world = World::with(|settings| settings.metrics = Some(metrics.clone())).await;
    let mut registry = Registry::default();
    metrics.register(&mut registry);
    let scrape = move || {
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        text
    };
    (world, scrape)
}

fn has(text: &str, line: &str) {
    assert!(
        text.lines().any(|other| other == line),
        "no {line} in\n{text}"
    );
}

#[actix_web::test]
async fn requests_are_counted_by_route_method_and_status() {
    let (world, scrape) = counted().await;
    let person = world.register().await;
    for _ in 0..3 {
        world.try_key(&person.key).await.json(200);
    }
    world
        .get("/v1/whoami")
        .await
        .error(401, "missing_credentials");
    let inbox = format!("/v1/inboxes/{}", person.inbox_id);
    world.get(&inbox).bearer(&person.key).await.json(200);
    world
        .ask("HEAD", &inbox)
        .bearer(&person.key)
        .await
        .json(200);
    world.post(&inbox).await.error(405, "method_not_allowed");
    let text = scrape();
    for (route, method, status, count) in [
        ("/v1/whoami", "GET", 200, 4),
        ("/v1/whoami", "GET", 401, 1),
        ("/v1/inboxes/{id}", "GET", 200, 1),
        ("/v1/inboxes/{id}", "HEAD", 200, 1),
        ("/v1/inboxes/{id}", "POST", 405, 1),
    ] {
        has(
            &text,
            &format!(
                r#"http_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}"#
            ),
        );
    }
    has(
        &text,
        r#"http_request_duration_seconds_count{route="/v1/whoami",method="GET"} 5"#,
    );
    has(&text, r#"http_errors_total{code="method_not_allowed"} 1"#);
}

#[actix_web::test]
async fn no_label_holds_what_a_client_sent() {
    let (world, scrape) = counted().await;
    for path in [
        "/secret-7/path",
        "/v1/inboxes/secret-7",
        "/v1/inboxes/secret-7%2F",
        "/v1/whoami?secret-7",
        "/organizations/secret-7/api_keys/secret-7",
    ] {
        for method in ["GET", "SECRET-7", "secret-7"] {
            world
                .ask(method, path)
                .header(("x-request-id", "secret-7"))
                .header(("origin", "https://secret-7.example.com"))
                .bearer("secret-7")
                .await;
        }
    }
    let text = scrape();
    assert!(!text.to_lowercase().contains("secret-7"), "{text}");
    let series = |name: &str| text.lines().filter(|line| line.starts_with(name)).count();
    // By two methods, and once more for the path with a percent sign, which counts for the pattern that it resembles.
    assert_eq!(series("http_requests_total"), 10, "{text}");
    has(
        &text,
        r#"http_requests_total{route="unmatched",method="other",status="404"} 2"#,
    );
}

#[actix_web::test]
async fn credentials_and_logins_are_counted_by_outcome() {
    let (world, scrape) = counted().await;
    let person = world.register().await;
    world.try_key(&person.key).await.json(200);
    world
        .get("/v1/whoami")
        .await
        .error(401, "missing_credentials");
    for _ in 0..2 {
        world
            .try_key("sndk_prod_junk")
            .await
            .error(401, "invalid_token");
    }
    world
        .get("/v1/inboxes")
        .bearer(&person.token)
        .await
        .error(401, "wrong_credential_type");
    world.log_in(&person.email).await;
    let wrong = json!({"email": person.email, "password": format!("not {PASSWORD}")});
    world
        .post("/auth/login")
        .json(&wrong)
        .await
        .error(401, "invalid_credentials");
    let text = scrape();
    for (outcome, count) in [
        // The other one asked who its session is.
        ("accepted", 2),
        ("missing_credentials", 1),
        ("invalid_token", 2),
        ("wrong_credential_type", 1),
    ] {
        let line = format!(r#"authentications_total{{outcome="{outcome}"}} {count}"#);
        has(&text, &line);
    }
    has(&text, r#"logins_total{outcome="accepted"} 1"#);
    has(&text, r#"logins_total{outcome="invalid_credentials"} 1"#);
    // Two for the registration, as the judging of a password takes a place too.
    has(&text, "password_hash_wait_seconds_count 4");
}
