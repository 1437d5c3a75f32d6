//! The API under a path of its host, behind a proxy that removes that path or leaves it.

use sendook_domain::values::AddressRange;
use sendook_web::{InvalidPathPrefix, PathPrefix, TrustedProxies};
use serde_json::json;

use crate::support::{Audience, ROUTES, World, followed};

async fn under(prefix: &str) -> World {
    let prefix = PathPrefix::parse(prefix).unwrap();
    World::with(|settings| {
        // More people register here than one address may.
        settings.services.login_throttle = false;
        settings.path_prefix = Some(prefix);
        settings.trusted_proxies =
            TrustedProxies::new(vec![AddressRange::parse("127.0.0.1/32").unwrap()]);
    })
    .await
}

#[actix_web::test]
async fn every_route_answers_with_and_without_the_prefix() {
    for prefix in ["/auth", "/team/sign-in"] {
        for leaves in [true, false] {
            let world = under(prefix).await;
            for route in &ROUTES {
                let person = world.register().await;
                route.prepare(&world, &person).await;
                let path = route.path_of(&person);
                let arriving = if leaves {
                    format!("{prefix}{path}")
                } else {
                    path
                };
                let mut ask = world.ask(route.method, &arriving);
                if route.audience != Audience::Anyone {
                    ask = ask.bearer(route.credential_of(&person));
                }
                if !route.body.is_empty() {
                    let body = route.body.replace("{refresh}", &person.refresh_token);
                    let body = body.replace("{secret}", &person.key);
                    ask = ask.raw("application/json", body);
                }
                let answer = ask.await;
                let success = route.success;
                assert_eq!(
                    answer.status, success,
                    "{} {arriving} {}",
                    route.method, answer.text
                );
            }
        }
    }
}

#[actix_web::test]
async fn a_next_page_is_found_under_the_prefix() {
    let world = under("/auth").await;
    let person = world.register().await;
    person.create_key(&json!({"name": "Second"})).await;
    for path in [
        "/auth/v1/api_keys?limit=1".to_owned(),
        format!("/auth{}?limit=1", person.path("/api_keys")),
    ] {
        let credential = if path.contains("/v1") {
            &person.key
        } else {
            &person.token
        };
        let answer = world.get(&path).bearer(credential).await;
        let link = answer.header("link").unwrap().to_owned();
        let next = world.get(&followed(&path, &link)).bearer(credential).await;
        assert_eq!(next.json(200).as_array().unwrap().len(), 1, "{path}");
    }
}

#[actix_web::test]
async fn answers_under_the_prefix_are_as_private_and_as_whole() {
    let world = under("/auth").await;
    let answer = world.get("/auth/v1/whoami").await;
    answer.error(401, "missing_credentials");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    // The answers to a login list their faults under `errors`, there too.
    for path in ["/auth/auth/login", "/auth/login"] {
        let answer = world
            .post(path)
            .json(&json!({"email": "ada@example.com", "password": "wrong lanterns"}))
            .await;
        let body = answer.error(401, "invalid_credentials");
        assert!(body["errors"].is_array(), "{body}");
    }
}

#[actix_web::test]
async fn the_prefix_is_matched_exactly_and_once() {
    let person = under("/team").await.register().await;
    #[rustfmt::skip] // Short texts, several a line.
    let paths = [
        "/teams/v1/whoami", "/Team/v1/whoami", "//team/v1/whoami", "/team//v1/whoami",
        "/team/team/v1/whoami", "/%74eam/v1/whoami", "/team%2Fv1/whoami", "/team/./v1/whoami",
        "/team/x/../v1/whoami", "/teamv1/whoami", "/team/v1/whoami/", "/team", "/team/",
    ];
    for path in paths {
        person.key.get(path).await.error(404, "not_found");
    }
    person.key.get("/team/v1/whoami?x=/team").await.json(200);
}

#[actix_web::test]
async fn a_trusted_proxy_may_say_that_it_removed_it() {
    let person = under("/team").await.register().await;
    let ask = |path: &str, peer: &str| {
        let request = person.key.get(path);
        request.peer(peer).header(("x-forwarded-prefix", "/team"))
    };
    ask("/v1/whoami", "127.0.0.1:4711").await.json(200);
    ask("/team/v1/whoami", "127.0.0.1:4711")
        .await
        .error(404, "not_found");
    // No other peer is trusted.
    ask("/team/v1/whoami", "192.0.2.7:4711").await.json(200);
}

#[test]
fn a_prefix_is_a_plain_path_that_the_service_does_not_have() {
    for path in ["/auth", "/a", "/Team/sign-in_2.0", "/x/auth/v1"] {
        assert_eq!(PathPrefix::parse(path).unwrap().as_str(), path);
    }
    let long = format!("/{}", "a".repeat(100));
    for path in [
        "", "/", "auth", "/auth/", "//auth", "/a//b", "/.", "/a/..", "/a b", "/a%20b", "/a?b",
        "/a~b", "/ä", &long,
    ] {
        let refused = PathPrefix::parse(path);
        assert_eq!(refused, Err(InvalidPathPrefix::Malformed), "{path}");
    }
    for route in &ROUTES {
        let first = route.path.split('/').nth(1).unwrap();
        let refused = PathPrefix::parse(&format!("/{first}/x"));
        assert_eq!(refused, Err(InvalidPathPrefix::Taken), "{}", route.path);
    }
}
