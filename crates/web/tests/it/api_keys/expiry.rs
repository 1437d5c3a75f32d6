//! `expires_at` and `expires_in`, and the header that announces the expiry.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::World;

const EXPIRES: &str = "sendook-credential-expires";

#[actix_web::test]
async fn an_expiry_in_seconds_counts_from_now() {
    let (world, person) = World::with_person().await;
    for name in ["expires_in", "expiresIn"] {
        let make = person.post("/api_keys");
        let made = make
            .json(&json!({"name": "Brief", name: 3600}))
            .await
            .json(201);
        assert_eq!(made["expiresAt"], "2026-03-01T11:00:00.000Z");
        let changed = person.change_key(&json!({name: 60})).await.json(200);
        assert_eq!(changed["expiresAt"], "2026-03-01T10:01:00.000Z");
    }
    world.clock.advance(TimeDelta::seconds(60));
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_expired");
}

#[actix_web::test]
async fn null_under_either_name_removes_the_expiry() {
    let (_, person) = World::with_person().await;
    for name in ["expires_at", "expiresAt", "expires_in", "expiresIn"] {
        let change = person.change_key(&json!({"expires_in": 60}));
        assert_ne!(change.await.json(200)["expiresAt"], json!(null));
        let change = person.change_key(&json!({name: null}));
        assert_eq!(change.await.json(200)["expiresAt"], json!(null), "{name}");
    }
}

#[actix_web::test]
async fn both_fields_at_once_or_a_bad_number_of_seconds_are_refused() {
    let (_, person) = World::with_person().await;
    for bad in [
        json!({"expires_in": 60, "expires_at": "2027-01-01T00:00:00Z"}),
        json!({"expires_in": 0}),
        json!({"expires_in": -60}),
        json!({"expires_in": "60"}),
        json!({"expires_in": 0.5}),
        json!({"expires_in": i64::MAX}),
    ] {
        assert_eq!(
            person.change_key(&bad).await.faulty_fields(),
            ["expires_in"],
            "{bad}"
        );
        let mut make = bad.clone();
        make["name"] = json!("Brief");
        let make = person.key.post("/v1/api_keys").json(&make);
        assert_eq!(make.await.faulty_fields(), ["expires_in"], "{bad}");
    }
    assert_eq!(person.first_key().await["expiresAt"], json!(null));
}

#[actix_web::test]
async fn with_less_than_seven_days_left_every_answer_has_the_expiry_header() {
    let (world, person) = World::with_person().await;
    let change = json!({"expires_at": "2026-03-08T10:00:00Z"});
    person.change_key(&change).await.json(200);
    let answer = world.try_key(&person.key).await;
    answer.json(200);
    assert_eq!(answer.header(EXPIRES), None, "there are seven days left");
    world.clock.advance(TimeDelta::microseconds(1));
    for path in ["/v1/whoami", "/v1/inboxes", "/v1/inboxes/inbox_1"] {
        let answer = person.key.get(path).await;
        assert_eq!(
            answer.header(EXPIRES),
            Some("2026-03-08T10:00:00.000Z"),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn the_expiry_header_shows_the_earlier_of_two_ends() {
    let (world, person) = World::with_person().await;
    person
        .change_key(&json!({"expires_in": 7200}))
        .await
        .json(200);
    let rotated = person.rotate(&json!({"grace_seconds": 60})).await;
    let new = rotated.json(200)["key"].as_str().unwrap().to_owned();
    assert_eq!(
        world.try_key(&person.key).await.header(EXPIRES),
        Some("2026-03-01T10:01:00.000Z")
    );
    assert_eq!(
        world.try_key(&new).await.header(EXPIRES),
        Some("2026-03-01T12:00:00.000Z")
    );
}

#[actix_web::test]
async fn no_other_answer_has_the_expiry_header() {
    let (world, person) = World::with_person().await;
    person.rotated().await;
    for answer in [
        person.token.get("/auth/user").await,
        person.key.get("/health").await,
        world.get("/v1/inboxes").await,
    ] {
        assert_eq!(answer.header(EXPIRES), None, "{}", answer.text);
    }
}
