//! A name that comes twice in a JSON body, of which no two readers need take the same.

use serde_json::json;

use crate::support::{ROUTES, World};

#[actix_web::test]
async fn every_route_refuses_a_body_that_gives_a_name_twice() {
    let (world, person) = World::with_person().await;
    let routes = ROUTES.iter().filter(|route| {
        route.body.starts_with('{') && !route.path.starts_with("/oauth") && route.success != 501
    });
    let mut asked = 0;
    for route in routes {
        let fields = route.body.strip_suffix('}').unwrap();
        let comma = if fields.len() > 1 { ", " } else { "" };
        let body = format!(r#"{fields}{comma}"colour": "red", "colour": "red"}}"#);
        let ask = world.ask(route.method, &route.path_of(&person));
        let ask = ask.bearer(route.credential_of(&person));
        let answer = ask.raw("application/json", body).await;
        let problem = answer.error(400, "validation_failed");
        let told = json!([{"path": "colour", "msg": "\"colour\" is given twice: give it once."}]);
        assert_eq!(problem["errors"], told, "{} {}", route.method, route.path);
        asked += 1;
    }
    assert!(asked > 15, "{asked}");
}

#[actix_web::test]
async fn a_key_is_not_made_of_either_of_two_values() {
    let (world, person) = World::with_person().await;
    let before = world.store.audit_events();
    for (body, name) in [
        (
            r#"{"name": "A", "scopes": ["keys:read"], "scopes": ["full_access"]}"#,
            "scopes",
        ),
        (
            r#"{"name": "A", "rate_limit": {"limit": 1, "limit": 100, "window_seconds": 60}}"#,
            "limit",
        ),
        (r#"{"name": "A", "x": [{"y": 1, "y": 1}]}"#, "y"),
    ] {
        let ask = person.key.post("/v1/api_keys");
        let answer = ask.raw("application/json", body).await;
        assert_eq!(answer.faulty_fields(), [name], "{body}");
    }
    let long = "x".repeat(41);
    let body = format!(r#"{{"name": "A", "{long}": 1, "{long}": 1}}"#);
    let ask = person.key.post("/v1/api_keys");
    let answer = ask.raw("application/json", body).await;
    let problem = answer.error(400, "validation_failed");
    let told = json!([{"msg": "A field is given twice: give it once."}]);
    assert_eq!(problem["errors"], told);
    assert_eq!(world.store.audit_events(), before);
}
