//! `DELETE /v1/whoami`: a key ends itself.

use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn a_key_ends_itself_whatever_it_may_do() {
    let (world, person) = World::with_person().await;
    let body = json!({"name": "Reader", "scopes": ["inboxes:read"]});
    let (id, key) = person.create_key(&body).await;
    let ended = key.delete("/v1/whoami").await.json(200);
    assert_eq!(ended["id"], json!(id));
    assert_eq!(ended["active"], false);
    assert_eq!(ended.get("key"), None);
    world.try_key(&key).await.error(401, "invalid_token");
    world.try_key(&person.key).await.json(200);
    let trail = world.get(&person.path("/audit?action=api_key.deleted"));
    let trail = trail.bearer(&person.token).await.json(200);
    assert_eq!(trail[0]["targetId"], json!(id));
    assert_eq!(trail[0]["actor"], json!({"type": "api_key", "id": id}));
}

#[actix_web::test]
async fn deleting_the_key_with_one_secret_ends_the_other() {
    let (world, person) = World::with_person().await;
    let new = person.rotated().await;
    person.key.delete("/v1/whoami").await.json(200);
    for key in [&person.key, &new] {
        world.try_key(key).await.error(401, "invalid_token");
    }
}

#[actix_web::test]
async fn an_access_token_cannot_delete_itself_as_a_key() {
    let (world, person) = World::with_person().await;
    let ask = person.token.delete("/v1/whoami").await;
    ask.error(401, "wrong_credential_type");
    world.user(&person.token).await.json(200);
}
