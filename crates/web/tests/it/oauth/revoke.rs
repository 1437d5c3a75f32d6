//! `POST /oauth/revoke` (RFC 7009).

use serde_json::json;

use crate::support::{Account, Credential, World};

async fn revoking() -> (World, Account, Credential) {
    let (world, person) = World::with_person().await;
    let body = json!({"name": "Gateway", "scopes": ["tokens:introspect"]});
    let (_, gateway) = person.create_key(&body).await;
    (world, person, gateway)
}

/// Revokes twice: the answer is the same, whatever the first did.
async fn revoke(holder: &Credential, token: &str) {
    for _ in 0..2 {
        let ask = holder.post("/oauth/revoke");
        assert_eq!(
            ask.json(&json!({"token": token})).await.json(200),
            json!({})
        );
    }
}

#[actix_web::test]
async fn a_members_session_ends() {
    let (world, person, gateway) = revoking().await;
    let other = world.log_in(&person.email).await;
    revoke(&gateway, &person.token).await;
    world.user(&person.token).await.error(401, "invalid_token");
    let refresh = world.refresh(&person.refresh_token).await;
    refresh.error(401, "invalid_token");
    world.user(&other).await.json(200);
}

#[actix_web::test]
async fn a_refresh_token_ends_its_session_too() {
    let (world, person, gateway) = revoking().await;
    revoke(&gateway, &person.refresh_token).await;
    world.user(&person.token).await.error(401, "invalid_token");
    let refresh = world.refresh(&person.refresh_token).await;
    refresh.error(401, "invalid_token");
}

#[actix_web::test]
async fn a_disabled_key_is_deleted_all_the_same() {
    let (_world, person, gateway) = revoking().await;
    let body = json!({"name": "Same", "scopes": ["tokens:introspect"]});
    let (id, same) = person.create_key(&body).await;
    let path = person.path(&format!("/api_keys/{id}"));
    let disable = person.token.patch(&path);
    disable.json(&json!({"active": false})).await.json(200);
    revoke(&gateway, &same).await;
    person.token.get(&path).await.error(404, "not_found");
}

#[actix_web::test]
async fn a_key_with_no_more_rights_is_deleted() {
    let (world, person, gateway) = revoking().await;
    let body = json!({"name": "Same", "scopes": ["tokens:introspect"]});
    let (_, same) = person.create_key(&body).await;
    let (_, full) = person.create_key(&json!({"name": "Full"})).await;
    revoke(&gateway, &same).await;
    world.try_key(&same).await.error(401, "invalid_token");
    let run = full.run_token(&json!({})).await;
    for reaches_further in [&full, &run] {
        let body = json!({"token": **reaches_further});
        let answer = gateway.post("/oauth/revoke").json(&body).await;
        answer.oauth_error(403, "unauthorized_client", "forbidden");
        world.try_key(reaches_further).await.json(200);
    }
    revoke(&person.key, &full).await;
    world.try_key(&full).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn nothing_of_another_organization_is_touched() {
    let (world, person, _) = revoking().await;
    let stranger = world.register().await;
    for token in [
        &stranger.key,
        &stranger.token,
        &stranger.refresh_token,
        "junk",
        "",
    ] {
        revoke(&person.key, token).await;
    }
    world.try_key(&stranger.key).await.json(200);
    world.user(&stranger.token).await.json(200);
}

#[actix_web::test]
async fn a_form_is_as_good_as_json() {
    let (world, person, gateway) = revoking().await;
    let form = format!("token={}&token_type_hint=refresh_token", person.token);
    let ask = gateway.post("/oauth/revoke");
    let answer = ask.raw("application/x-www-form-urlencoded", form).await;
    assert_eq!(answer.json(200), json!({}));
    world.user(&person.token).await.error(401, "invalid_token");
}
