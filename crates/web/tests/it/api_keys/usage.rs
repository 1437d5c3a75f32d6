//! What is shown of the use of keys, once it was written.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn count_and_last_use_are_shown_after_a_flush() {
    let (world, person) = World::with_person().await;
    for (seconds, peer) in [(5, "192.0.2.7:80"), (7, "192.0.2.8:80")] {
        world.clock.advance(TimeDelta::seconds(seconds));
        let ask = person.key.get("/v1/inboxes/inbox_1");
        ask.peer(peer).await.error(404, "not_found");
    }
    let key = person.first_key().await;
    assert_eq!(key["requestCount"], 0);
    assert_eq!(key["lastUsedAt"], json!(null));
    assert_eq!(key.get("lastUsedIp"), None);

    world.flush();
    let key = person.first_key().await;
    assert_eq!(key["requestCount"], 2);
    assert_eq!(key["lastUsedAt"], "2026-03-01T10:00:12.000Z");
    assert_eq!(key["lastUsedIp"], "192.0.2.8");
    for (query, shown) in [
        ("2026-03-01T10:00:12Z", 0),
        ("2026-03-01T10:00:12.000001Z", 1),
    ] {
        let path = person.path(&format!("/api_keys?unused_since={query}"));
        let list = person.token.get(&path).await.json(200);
        assert_eq!(list.as_array().unwrap().len(), shown, "{query}");
    }
}

#[actix_web::test]
async fn each_secret_shows_when_it_was_last_used() {
    let (world, person) = World::with_person().await;
    let new = person.rotated().await;
    for key in [&person.key, &new] {
        world.clock.advance(TimeDelta::seconds(5));
        world.try_key(key).await.json(200);
    }
    world.flush();
    let key = person.first_key().await;
    assert_eq!(key["secrets"][0]["lastUsedAt"], "2026-03-01T10:00:10.000Z");
    assert_eq!(key["secrets"][1]["lastUsedAt"], "2026-03-01T10:00:05.000Z");
    assert_eq!(key["requestCount"], 2);
}

#[actix_web::test]
async fn refused_requests_do_not_count_as_use_but_are_audited() {
    let (world, person) = World::with_person().await;
    person.change_key(&json!({"active": false})).await.json(200);
    for _ in 0..3 {
        let ask = person.key.get("/v1/inboxes");
        ask.peer("192.0.2.7:80")
            .await
            .error(401, "api_key_disabled");
    }
    world.flush();
    assert_eq!(person.first_key().await["requestCount"], 0);
    let trail = world.get(&person.path("/audit?action=api_key.used_after_end"));
    let trail = trail.bearer(&person.token).await.json(200);
    assert_eq!(trail.as_array().unwrap().len(), 1);
    assert_eq!(trail[0]["targetId"], json!(person.key_id));
    assert_eq!(trail[0]["ip"], "192.0.2.7");
}

#[actix_web::test]
async fn whoami_shows_the_use_of_a_key_after_a_flush() {
    let (world, person) = World::with_person().await;
    let used = |whoami: serde_json::Value| {
        let key = &whoami["apiKey"];
        (key["requestCount"].clone(), key["lastUsedAt"].clone())
    };
    for _ in 0..3 {
        let whoami = world.try_key(&person.key).await.json(200);
        assert_eq!(used(whoami), (json!(0), json!(null)));
    }
    world.flush();
    let whoami = world.try_key(&person.key).await.json(200);
    assert_eq!(used(whoami), (json!(3), json!("2026-03-01T10:00:00.000Z")));
}
