//! `POST /leaks`: a key that lies open is disabled at once.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Answer, World};

async fn report(world: &World, text: &str) -> Answer {
    let ask = world.post("/leaks").peer("192.0.2.7:80");
    ask.json(&json!({"key": text, "url": "https://example.com/paste/1"}))
        .await
}

#[actix_web::test]
async fn the_key_is_dead_at_once_with_both_secrets() {
    let world = World::new().await;
    let person = world.register().await;
    let new = world.rotated(&person).await;
    report(&world, &person.key).await.json(200);
    for key in [&person.key, &new] {
        world.try_key(key).await.error(401, "api_key_disabled");
    }
    let key = world.first_key(&person).await;
    assert_eq!(
        (&key["active"], &key["disabledReason"]),
        (&json!(false), &json!("leaked"))
    );
}

#[actix_web::test]
async fn the_answer_does_not_tell_what_the_text_was() {
    let world = World::new().await;
    let person = world.register().await;
    let shape = |answer: &Answer| {
        let mut headers: Vec<_> = answer.headers.iter().collect();
        headers.retain(|(name, _)| name.as_str() != "x-request-id");
        format!("{} {} {headers:?}", answer.status, answer.text)
    };
    let unknown = report(&world, "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17").await;
    assert_eq!(unknown.json(200), json!({"success": true}));
    let expected = shape(&unknown);
    for text in ["junk", "", &person.token, &person.key, &person.key] {
        assert_eq!(shape(&report(&world, text).await), expected);
    }
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_disabled");
    world.user(&person.token).await.json(200);
}

#[actix_web::test]
async fn it_cannot_be_enabled_until_it_was_rotated() {
    let world = World::new().await;
    let person = world.register().await;
    report(&world, &person.key).await.json(200);
    let enable = json!({"active": true});
    let refused = world.change_key(&person, &enable).await;
    assert_eq!(refused.faulty_fields(), ["active"]);
    let rotated = world.rotate(&person, &json!({})).await.json(200);
    let new = rotated["key"].as_str().unwrap();
    world.try_key(new).await.error(401, "api_key_disabled");
    assert_eq!(
        world
            .change_key(&person, &enable)
            .await
            .json(200)
            .get("disabledReason"),
        None
    );
    world.try_key(new).await.json(200);
    assert_eq!(
        world.try_key(&person.key).await.status,
        401,
        "the leaked secret has no grace"
    );
}

#[actix_web::test]
async fn an_old_secret_that_is_over_stops_nobody() {
    let world = World::new().await;
    let person = world.register().await;
    let new = world.rotated(&person).await;
    world.clock.advance(TimeDelta::days(1));
    report(&world, &person.key).await.json(200);
    world.try_key(&new).await.json(200);
}

#[actix_web::test]
async fn the_audit_trail_says_where_it_was_found() {
    let world = World::new().await;
    let person = world.register().await;
    report(&world, &person.key).await.json(200);
    let trail = world.get(&person.path("/audit?action=api_key.leaked"));
    let trail = trail.bearer(&person.token).await;
    let line = &trail.json(200)[0];
    assert_eq!(line["targetId"], json!(person.key_id));
    assert_eq!(line["actor"], json!({"type": "anonymous"}));
    assert_eq!(line["detail"], "https://example.com/paste/1");
    assert_eq!(line["ip"], "192.0.2.7");
    assert!(!trail.text.contains(&person.key[10..30]), "{}", trail.text);
}

#[actix_web::test]
async fn one_address_cannot_report_without_end() {
    let world = World::new().await;
    let person = world.register().await;
    for _ in 0..50 {
        report(&world, "junk").await.json(200);
    }
    let refused = report(&world, &person.key).await;
    refused.error(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), Some("1"));
    world.try_key(&person.key).await.json(200);
    let elsewhere = world.post("/leaks").peer("198.51.100.1:80");
    elsewhere.json(&json!({"key": person.key})).await.json(200);
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_disabled");
}

#[actix_web::test]
async fn a_report_names_a_key() {
    let world = World::new().await;
    for (body, faulty) in [
        (json!({}), vec!["key"]),
        (json!({"key": 1}), vec!["key"]),
        (json!({"key": "x", "url": 1}), vec!["url"]),
    ] {
        let answer = world.post("/leaks").json(&body).await;
        assert_eq!(answer.faulty_fields(), faulty);
    }
}
