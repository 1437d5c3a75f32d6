//! Instants of the years 1970 to 9999, in UTC, and no others.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::support::{World, followed};

const OUTSIDE: [&str; 5] = [
    "9999-12-31T23:59:59-05:00",
    "9999-12-31T23:59:60Z",
    "1970-01-01T00:30:00+01:00",
    "0000-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999Z",
];

/// A text as a value in a query string.
fn encoded(text: &str) -> String {
    text.replace('+', "%2B")
}

#[actix_web::test]
async fn timestamps_outside_these_years_are_refused_in_bodies() {
    let (_, person) = World::with_person().await;
    for at in OUTSIDE {
        let body = json!({"name": "One", "expires_at": at});
        let refused = person.key.post("/v1/api_keys").json(&body).await;
        assert_eq!(refused.faulty_fields(), ["expires_at"], "{at}");
        let sentence = "expires_at must lie in the years 1970 to 9999 in UTC.";
        assert_eq!(refused.json(400)["message"], sentence);
        let change = person.change_key(&json!({"expires_at": at})).await;
        assert_eq!(change.faulty_fields(), ["expires_at"], "{at}");
    }
    let last = "9999-12-31T23:59:59.999Z";
    let body = json!({"name": "One", "expires_at": last});
    let make = person.key.post("/v1/api_keys").json(&body);
    assert_eq!(make.await.json(201)["expiresAt"], last);
}

#[actix_web::test]
async fn timestamps_outside_these_years_are_refused_in_queries() {
    let (_, person) = World::with_person().await;
    for (list, name) in [
        ("/audit", "since"),
        ("/audit", "until"),
        ("/api_keys", "unused_since"),
        ("/api_keys", "expires_before"),
    ] {
        for at in OUTSIDE {
            let path = person.path(&format!("{list}?{name}={}", encoded(at)));
            assert_eq!(
                person.token.get(&path).await.faulty_fields(),
                [name],
                "{at}"
            );
        }
        for at in ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"] {
            let path = person.path(&format!("{list}?{name}={at}"));
            person.token.get(&path).await.json(200);
        }
    }
}

#[actix_web::test]
async fn a_link_to_the_next_page_leads_there_from_any_edge() {
    let (_, person) = World::with_person().await;
    for name in ["Two", "Three"] {
        person.create_key(&json!({"name": name})).await;
    }
    for path in [
        "/audit?limit=1&since=1970-01-01T00:00:00Z&until=9999-12-31T23:59:59.999999Z",
        "/audit?limit=1&since=1969-12-31T19:00:00-05:00",
        "/api_keys?limit=1&unused_since=9999-12-31T23:59:59.999999999Z",
        "/api_keys?limit=1&unused_since=9999-12-31T23:59:59%2B05:00",
    ] {
        let path = person.path(path);
        let first = person.token.get(&path).await;
        first.json(200);
        let next = followed(&path, first.header("link").unwrap());
        let second = person.token.get(&next).await.json(200);
        assert_eq!(second.as_array().unwrap().len(), 1, "{next}");
    }
}

#[actix_web::test]
async fn an_expiry_in_seconds_must_lie_within_these_years_too() {
    let world = World::new().await;
    world
        .clock
        .set("9999-12-31T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
    let person = world.register().await;
    let make = async |seconds: i64| {
        let body = json!({"name": "One", "expires_in": seconds});
        person.key.post("/v1/api_keys").json(&body).await
    };
    assert_eq!(
        make(86_399).await.json(201)["expiresAt"],
        "9999-12-31T23:59:59.000Z"
    );
    assert_eq!(make(86_400).await.faulty_fields(), ["expires_in"]);
}
