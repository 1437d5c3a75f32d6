//! `POST …/api_keys/{id}/rotate`: two secrets for a while, one key all the time.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::World;

const EXPIRES: &str = "sendook-credential-expires";

fn hint(key: &str) -> String {
    format!("sndk_prod_…{}", &key[key.len() - 4..])
}

#[actix_web::test]
async fn it_gives_the_same_key_a_new_secret() {
    let (world, person) = World::with_person().await;
    let before = person.first_key().await;
    world.clock.advance(TimeDelta::seconds(1));
    let answer = person.rotate(&json!({})).await.json(200);
    let new = answer["key"].as_str().unwrap();
    assert_ne!(new, person.key.as_str());
    #[rustfmt::skip] // Short texts, several a line.
    let fields = [
        "id", "_id", "name", "environment", "scopes", "createdAt", "createdBy", "expiresAt",
    ];
    for same in fields {
        assert_eq!(answer[same], before[same], "{same}");
    }
    let secrets = json!([
        {"hint": hint(new), "createdAt": "2026-03-01T10:00:01.000Z", "endsAt": null, "lastUsedAt": null},
        {"hint": hint(&person.key), "createdAt": "2026-03-01T10:00:00.000Z",
         "endsAt": "2026-03-02T10:00:01.000Z", "lastUsedAt": null},
    ]);
    assert_eq!(answer["hint"], hint(new));
    assert_eq!(answer["secrets"], secrets);
    let shown = person.first_key().await;
    assert_eq!(shown["secrets"], secrets);
    assert_eq!(shown.get("key"), None);
}

#[actix_web::test]
async fn both_secrets_work_until_the_old_one_ends() {
    let (world, person) = World::with_person().await;
    let new = person.rotated().await;
    world
        .clock
        .advance(TimeDelta::days(1) - TimeDelta::microseconds(1));
    let (with_old, with_new) = (world.try_key(&person.key).await, world.try_key(&new).await);
    assert_eq!(with_old.json(200)["apiKey"]["id"], person.key_id);
    assert_eq!(with_new.json(200)["apiKey"]["id"], person.key_id);
    assert_eq!(with_old.header(EXPIRES), Some("2026-03-02T10:00:00.000Z"));
    assert_eq!(with_new.header(EXPIRES), None);

    world.clock.advance(TimeDelta::microseconds(1));
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_expired");
    world.try_key(&new).await.json(200);
    assert_eq!(
        world.try_key(&new).await.json(200)["apiKey"]["secrets"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[actix_web::test]
async fn refusals_of_the_old_secret_have_the_expiry_header_too() {
    let (_, person) = World::with_person().await;
    person.rotated().await;
    let refused = person.key.get("/v1/inboxes/inbox_1").await;
    refused.error(404, "not_found");
    assert_eq!(refused.header(EXPIRES), Some("2026-03-02T10:00:00.000Z"));
}

#[actix_web::test]
async fn the_grace_is_as_asked_and_none_ends_it_at_once() {
    for (asked, ends) in [
        (json!({"grace_seconds": 1}), "2026-03-01T10:00:01.000Z"),
        (json!({"graceSeconds": 604_800}), "2026-03-08T10:00:00.000Z"),
        (json!({"grace_seconds": null}), "2026-03-02T10:00:00.000Z"),
    ] {
        let (_, person) = World::with_person().await;
        let rotated = person.rotate(&asked).await.json(200);
        assert_eq!(rotated["secrets"][1]["endsAt"], ends, "{asked}");
    }
    let (world, person) = World::with_person().await;
    let rotated = person.rotate(&json!({"grace_seconds": 0})).await.json(200);
    assert_eq!(rotated["secrets"].as_array().unwrap().len(), 1);
    world.try_key(&person.key).await.error(401, "invalid_token");
    world
        .try_key(rotated["key"].as_str().unwrap())
        .await
        .json(200);
}

#[actix_web::test]
async fn a_grace_out_of_bounds_changes_nothing() {
    let (_, person) = World::with_person().await;
    for grace in [
        json!(-1),
        json!(604_801),
        json!(1.5),
        json!("60"),
        json!(true),
    ] {
        let answer = person.rotate(&json!({"grace_seconds": grace})).await;
        assert_eq!(answer.faulty_fields(), ["grace_seconds"], "{grace}");
    }
    let secrets = &person.first_key().await["secrets"];
    assert_eq!(secrets.as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn the_old_secret_never_outlives_the_key() {
    let (world, person) = World::with_person().await;
    let change = json!({"expires_at": "2026-03-01T11:00:00Z"});
    person.change_key(&change).await.json(200);
    let rotated = person.rotate(&json!({})).await.json(200);
    assert_eq!(rotated["secrets"][1]["endsAt"], "2026-03-01T11:00:00.000Z");
    person
        .change_key(&json!({"expires_at": null}))
        .await
        .json(200);
    world.clock.advance(TimeDelta::hours(1));
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_expired");
    world
        .try_key(rotated["key"].as_str().unwrap())
        .await
        .json(200);
}

#[actix_web::test]
async fn a_second_rotation_replaces_a_secret_that_nobody_used() {
    let (world, person) = World::with_person().await;
    let second = person.rotated().await;
    let ends = person.first_key().await["secrets"][1].clone();
    world.clock.advance(chrono::Duration::seconds(5));
    let third = person.rotated().await;
    world.try_key(&second).await.error(401, "invalid_token");
    for secret in [&person.key, &third] {
        world.try_key(secret).await.json(200);
    }
    let key = person.first_key().await;
    let hints = key["secrets"].as_array().unwrap().iter();
    let hints: Vec<&Value> = hints.map(|secret| &secret["hint"]).collect();
    assert_eq!(hints, [&hint(&third), &hint(&person.key)]);
    assert_eq!(key["secrets"][1]["endsAt"], ends["endsAt"], "as promised");
}

#[actix_web::test]
async fn a_secret_that_is_in_use_is_ended_only_where_that_is_said() {
    for (name, end_oldest) in [
        ("end_oldest", true),
        ("endOldest", true),
        ("end_oldest", false),
    ] {
        let (world, person) = World::with_person().await;
        let second = person.rotated().await;
        world.try_key(&second).await.json(200);
        let refused = person.rotate(&json!({})).await;
        refused.error(409, "rotation_in_progress");
        for secret in [&person.key, &second] {
            world.try_key(secret).await.json(200);
        }
        let answer = person.rotate(&json!({name: end_oldest})).await;
        if !end_oldest {
            answer.error(409, "rotation_in_progress");
            continue;
        }
        let third = person.token.beside(&answer.json(200)["key"]);
        world.try_key(&person.key).await.error(401, "invalid_token");
        for secret in [&second, &third] {
            world.try_key(secret).await.json(200);
        }
    }
}

#[actix_web::test]
async fn a_deleted_or_disabled_key_takes_both_secrets_along() {
    let (world, person) = World::with_person().await;
    let new = person.rotated().await;
    person.change_key(&json!({"active": false})).await.json(200);
    for key in [&person.key, &new] {
        world.try_key(key).await.error(401, "api_key_disabled");
    }
    person.change_key(&json!({"active": true})).await.json(200);
    world.try_key(&person.key).await.json(200);
    person.to_key("DELETE", "").await.json(200);
    for key in [&person.key, &new] {
        world.try_key(key).await.error(401, "invalid_token");
    }
}
