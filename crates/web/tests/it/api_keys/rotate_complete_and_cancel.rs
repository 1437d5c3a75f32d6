//! `POST …/api_keys/{id}/rotate/complete` and `…/cancel`: a rotation ends before its time.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn completing_ends_the_old_secret_now() {
    let (world, person) = World::with_person().await;
    let new = person.rotated().await;
    let key = person.to_key("POST", "/rotate/complete").await.json(200);
    assert_eq!(key["secrets"].as_array().unwrap().len(), 1);
    assert_eq!(key["secrets"][0]["hint"], key["hint"]);
    assert_eq!(key["secrets"][0]["endsAt"], json!(null));
    assert_eq!(key.get("key"), None);
    assert_eq!(world.try_key(&person.key).await.status, 401);
    world.try_key(&new).await.json(200);
}

#[actix_web::test]
async fn cancelling_ends_the_new_secret_now_and_restores_the_old_one() {
    let (world, person) = World::with_person().await;
    let before = person.first_key().await;
    let new = person.rotated().await;
    let key = person.to_key("POST", "/rotate/cancel").await;
    assert_eq!(key.json(200)["secrets"], before["secrets"]);
    assert_eq!(key.json(200)["hint"], before["hint"]);
    assert_eq!(world.try_key(&new).await.status, 401);
    world.clock.advance(TimeDelta::days(30));
    let answer = world.try_key(&person.key).await;
    answer.json(200);
    assert_eq!(answer.header("sendook-credential-expires"), None);
}

#[actix_web::test]
async fn a_key_of_one_secret_has_no_rotation_to_end() {
    let (_, person) = World::with_person().await;
    for end in ["/rotate/complete", "/rotate/cancel"] {
        person.to_key("POST", end).await.error(409, "no_rotation");
        person.rotated().await;
        person.to_key("POST", "/rotate/complete").await.json(200);
        person.to_key("POST", end).await.error(409, "no_rotation");
    }
}

#[actix_web::test]
async fn a_rotation_whose_grace_is_over_has_ended() {
    let (world, person) = World::with_person().await;
    let grace = json!({"grace_seconds": 60});
    let rotated = person.rotate(&grace).await.json(200);
    world.clock.advance(TimeDelta::seconds(60));
    for end in ["/rotate/complete", "/rotate/cancel"] {
        person.to_key("POST", end).await.error(409, "no_rotation");
    }
    let new = rotated["key"].as_str().unwrap();
    world.try_key(new).await.json(200);
}

#[actix_web::test]
async fn a_key_can_rotate_itself_and_complete_it_with_the_new_secret() {
    let (world, person) = World::with_person().await;
    let rotate = format!("/v1/api_keys/{}/rotate", person.key_id);
    let rotated = person.key.post(&rotate).await.json(200);
    let new = rotated["key"].as_str().unwrap();
    let complete = world.post(&format!("{rotate}/complete")).bearer(new);
    complete.await.json(200);
    assert_eq!(world.try_key(&person.key).await.status, 401);
    world.try_key(new).await.json(200);
}

#[actix_web::test]
async fn a_key_cannot_rotate_one_with_more_rights() {
    let (_, person) = World::with_person().await;
    let body = json!({"name": "Restricted", "scopes": ["keys:write"]});
    let (_, restricted) = person.create_key(&body).await;
    let rotate = format!("/v1/api_keys/{}/rotate", person.key_id);
    person.rotated().await;
    for path in [
        rotate.clone(),
        format!("{rotate}/complete"),
        format!("{rotate}/cancel"),
    ] {
        restricted.post(&path).await.error(403, "forbidden");
    }
    let key = person.first_key().await;
    assert_eq!(key["secrets"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn an_unknown_key_is_not_found() {
    let (_, person, stranger) = World::with_two().await;
    for below in ["", "/complete", "/cancel"] {
        for id in [stranger.key_id.as_str(), "$ne"] {
            let path = person.path(&format!("/api_keys/{id}/rotate{below}"));
            person.token.post(&path).await.error(404, "not_found");
        }
    }
}
