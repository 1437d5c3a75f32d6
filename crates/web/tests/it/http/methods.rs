//! `HEAD` wherever `GET`; 405 with `Allow` for whatever a path does not have.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Answer, EVERY_METHOD, ROUTES, World};

#[actix_web::test]
async fn head_answers_as_get_does() {
    let (world, person) = World::with_person().await;
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        let path = route.path_of(&person);
        let ask = |method: &str| {
            let ask = world.ask(method, &path).header(("x-request-id", "same"));
            ask.bearer(route.credential_of(&person)).into_future()
        };
        let (get, head) = (ask("GET").await, ask("HEAD").await);
        get.json(route.success);
        head.json(route.success);
        let headers = |answer: &Answer| -> BTreeMap<String, String> {
            let pairs = answer.headers.iter();
            pairs
                .map(|(name, value)| (name.to_string(), format!("{value:?}")))
                .collect()
        };
        assert_eq!(headers(&head), headers(&get), "{path}");
    }
}

#[actix_web::test]
async fn head_is_guarded_as_get_is() {
    let world = World::new().await;
    for path in [
        "/v1/inboxes",
        "/v1/api_keys/key_1",
        "/auth/user",
        "/organizations/org_1",
    ] {
        world
            .ask("HEAD", path)
            .await
            .error(401, "missing_credentials");
    }
}

#[actix_web::test]
async fn every_other_method_is_405_with_allow() {
    let world = World::new().await;
    let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in ROUTES {
        if route.path == EVERY_METHOD {
            continue;
        }
        let methods = paths.entry(route.path).or_default();
        methods.insert(route.method);
        if route.method == "GET" {
            methods.insert("HEAD");
        }
    }
    for (path, has) in paths {
        let path = path.replace(['{', '}'], "");
        let common = [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get",
        ];
        for method in common.into_iter().filter(|method| !has.contains(method)) {
            let answer = world.ask(method, &path).await;
            answer.error(405, "method_not_allowed");
            let allowed: BTreeSet<&str> = answer.header("allow").unwrap().split(", ").collect();
            assert_eq!(allowed, has, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn no_header_stands_for_another_method() {
    let (_, person) = World::with_person().await;
    let path = format!("/v1/inboxes/{}", person.inbox_id);
    let ask = person.key.post(&format!("{path}?_method=DELETE"));
    let answer = ask.header(("x-http-method-override", "DELETE")).await;
    answer.error(405, "method_not_allowed");
    person.key.get(&path).await.json(200);
}
