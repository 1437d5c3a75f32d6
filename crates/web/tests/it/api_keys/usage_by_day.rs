//! `GET …/api_keys/{id}/usage` and `GET /organizations/{id}/usage`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Account, World};

/// The paths under which the use of the person's first key is told, and that of the organization.
fn paths(person: &Account) -> [String; 2] {
    let of_key = format!("/api_keys/{}/usage", person.key_id);
    [person.path(&of_key), person.path("/usage")]
}

/// A person who called twice on 2026-03-01, not on the day after, and once on the third.
async fn busy() -> (World, Account) {
    let (world, mut person) = World::with_person().await;
    for hours in [0, 13, 48 - 13] {
        world.clock.advance(TimeDelta::hours(hours));
        world.try_key(&person.key).await.json(200);
    }
    world.flush();
    // The token of the first day has expired.
    person.token = world.log_in(&person.email).await;
    (world, person)
}

#[actix_web::test]
async fn each_day_is_told_with_its_requests_the_earliest_first() {
    let (world, person) = busy().await;
    let expected = json!({
        "total": 3,
        "days": [
            {"date": "2026-02-28", "requests": 0},
            {"date": "2026-03-01", "requests": 2},
            {"date": "2026-03-02", "requests": 0},
            {"date": "2026-03-03", "requests": 1},
        ],
    });
    for path in paths(&person) {
        let usage = person.token.get(&format!("{path}?days=4")).await.json(200);
        assert_eq!(usage, expected, "{path}");
    }
    let path = format!("/v1/api_keys/{}/usage?days=4", person.key_id);
    assert_eq!(person.key.get(&path).await.json(200), expected);
    // What was asked just now.
    world.flush();
    let usage = person.key.get(&path).await.json(200);
    assert_eq!(
        usage["days"][3],
        json!({"date": "2026-03-03", "requests": 2})
    );
}

#[actix_web::test]
async fn thirty_days_are_told_unless_others_are_asked_for() {
    let (_world, person) = busy().await;
    for path in paths(&person) {
        for (query, days, total) in [("", 30, 3), ("?days=1", 1, 1), ("?days=90", 90, 3)] {
            let path = format!("{path}{query}");
            let usage = person.token.get(&path).await.json(200);
            let told = usage["days"].as_array().map(Vec::len);
            assert_eq!(
                (told, &usage["total"]),
                (Some(days), &json!(total)),
                "{path}"
            );
        }
    }
}

#[actix_web::test]
async fn other_numbers_of_days_are_refused() {
    let (_world, person) = World::with_person().await;
    for path in paths(&person) {
        for days in ["0", "91", "-1", "1.5", "week", ""] {
            let answer = person.token.get(&format!("{path}?days={days}")).await;
            let problem = answer.error(400, "validation_failed");
            let expected =
                json!([{"path": "days", "msg": "days must be a whole number from 1 to 90."}]);
            assert_eq!(problem["errors"], expected, "{path} {days:?}");
        }
    }
}

#[actix_web::test]
async fn a_foreign_key_is_not_found_and_a_foreign_organization_is_closed() {
    let (world, person, other) = World::with_two().await;
    world.try_key(&other.key).await.json(200);
    world.flush();
    for path in [
        person.path(&format!("/api_keys/{}/usage", other.key_id)),
        person.path("/api_keys/key_none/usage"),
    ] {
        person.token.get(&path).await.error(404, "not_found");
    }
    for path in paths(&other) {
        person.token.get(&path).await.error(403, "forbidden");
    }
    let usage: Value = person.token.get(&person.path("/usage")).await.json(200);
    assert_eq!(usage["total"], 0);
}

#[actix_web::test]
async fn the_use_of_a_deleted_key_stays_that_of_its_organization() {
    let (_world, person) = busy().await;
    let [of_key, of_organization] = paths(&person);
    let key = person.path(&format!("/api_keys/{}", person.key_id));
    person.token.delete(&key).await.json(200);
    person.token.get(&of_key).await.error(404, "not_found");
    let usage = person.token.get(&of_organization).await.json(200);
    assert_eq!(usage["total"], 3);
}
