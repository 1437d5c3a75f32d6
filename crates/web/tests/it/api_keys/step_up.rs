//! `SENDOOK_STEP_UP_KEYS`: people get the secret of a key only with a recent proof of who they are.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn generating_and_rotating_take_a_recent_proof_and_repeating_does_too() {
    let world = World::with(|settings| settings.services.step_up_keys = true).await;
    let person = world.register().await;
    let body = json!({"name": "New"});
    let create = || {
        let ask = person.post("/api_keys").json(&body);
        ask.header(("idempotency-key", "8e03978e"))
    };
    create().await.json(201);
    world.clock.advance(TimeDelta::minutes(16));
    for ask in [create(), person.rotate(&json!({}))] {
        ask.await.error(401, "reauthentication_required");
    }
    person
        .change_key(&json!({"name": "Renamed"}))
        .await
        .json(200);
    let by_key = person.key.post("/v1/api_keys").json(&body);
    by_key.await.json(201);
    let proof = json!({"password": PASSWORD});
    let proved = person.token.post("/auth/reauthenticate").json(&proof);
    proved.await.json(200);
    let repeated = create().await;
    assert_eq!(repeated.header("idempotent-replay"), Some("true"));
    person.rotate(&json!({})).await.json(200);
}

#[actix_web::test]
async fn without_the_setting_none_is_asked_for() {
    let (world, person) = World::with_person().await;
    world.clock.advance(TimeDelta::minutes(16));
    person.create_key(&json!({"name": "New"})).await;
    person.rotated().await;
}
