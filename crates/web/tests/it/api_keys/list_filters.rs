//! The filters of `GET …/api_keys`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Account, World, followed};

/// A person with four keys: the default one, a disabled one for staging, one of which the name is odd, and one
/// that expires.
async fn four() -> (World, Account) {
    let (world, person) = World::with_person().await;
    for body in [
        json!({"name": "Staging", "environment": "staging"}),
        json!({"name": "100% & more"}),
        json!({"name": "Trial", "expires_at": "2026-04-01T00:00:00Z"}),
    ] {
        world.clock.advance(TimeDelta::seconds(1));
        let (id, _) = person.create_key(&body).await;
        if body["name"] == "Staging" {
            let path = person.path(&format!("/api_keys/{id}"));
            let disable = person.token.patch(&path);
            disable.json(&json!({"active": false})).await.json(200);
        }
    }
    (world, person)
}

fn names(list: &Value) -> Vec<&str> {
    let keys = list.as_array().unwrap().iter();
    keys.map(|key| key["name"].as_str().unwrap()).collect()
}

const ALL: [&str; 4] = ["Trial", "100% & more", "Staging", "Default API Key"];

#[actix_web::test]
async fn each_filter_restricts_the_list_under_both_prefixes() {
    let (_, person) = four().await;
    for (query, wanted) in [
        ("", &ALL[..]),
        ("active=false", &ALL[2..3]),
        ("active=true", &["Trial", "100% & more", "Default API Key"]),
        ("environment=staging", &ALL[2..3]),
        ("environment=development", &[]),
        ("expires_before=2026-04-01T00:00:00Z", &[]),
        ("expires_before=2026-04-01T00:00:01Z", &ALL[..1]),
        ("unused_since=2026-03-01T09:00:00Z", &ALL),
        ("q=%25", &ALL[1..2]),
        ("q=_", &[]),
        ("q=STAG", &ALL[2..3]),
        ("q=", &ALL),
        (
            "q=a&active=true&environment=production",
            &["Trial", "Default API Key"],
        ),
    ] {
        for ask in person.both("GET", &format!("/api_keys?{query}")) {
            let list = ask.await.json(200);
            assert_eq!(names(&list), wanted, "{query}");
        }
    }
}

#[actix_web::test]
async fn every_bad_filter_is_reported_at_once() {
    let (world, person) = four().await;
    let long = format!("q={}", "x".repeat(101));
    for (query, faulty) in [
        ("active=yes", vec!["active"]),
        ("active=", vec!["active"]),
        ("environment=prod", vec!["environment"]),
        ("unused_since=yesterday", vec!["unused_since"]),
        ("expires_before=1772359200", vec!["expires_before"]),
        (&long, vec!["q"]),
        (
            "active=x&environment=x&unused_since=x&expires_before=x&limit=0",
            vec![
                "active",
                "environment",
                "expires_before",
                "limit",
                "unused_since",
            ],
        ),
    ] {
        let answer = world.get(&format!("/v1/api_keys?{query}"));
        assert_eq!(
            answer.bearer(&person.key).await.faulty_fields(),
            faulty,
            "{query}"
        );
    }
}

#[actix_web::test]
async fn pages_keep_every_filter() {
    let (world, person) = four().await;
    for name in ["100% & less", "100% & none"] {
        world.clock.advance(TimeDelta::seconds(1));
        let body = json!({"name": name, "expires_at": "2026-04-01T00:00:00Z"});
        person.create_key(&body).await;
    }
    let filter = "active=true&environment=production&unused_since=2026-03-02T00:00:00Z\
                  &expires_before=2026-05-01T02:00:00%2B02:00&q=0%25%20%26";
    let first = world.get(&format!("/v1/api_keys?{filter}&limit=1"));
    let first = first.bearer(&person.key).await;
    assert_eq!(names(&first.json(200)), ["100% & none"]);
    let link = first.header("link").unwrap();
    assert!(
        link.starts_with(
            "<?limit=1&active=true&environment=production\
             &unused_since=2026-03-02T00:00:00.000000Z&expires_before=2026-05-01T00:00:00.000000Z&q=0%25%20%26&cursor="
        ),
        "{link}"
    );
    let next = followed("/v1/api_keys", link);
    let second = person.key.get(&next).await;
    assert_eq!(names(&second.json(200)), ["100% & less"]);
    assert_eq!(second.header("link"), None);
}
