//! `POST /oauth/introspect` (RFC 7662).

use chrono::TimeDelta;
use sendook_domain::entities::Role;
use serde_json::{Value, json};

use crate::support::{Account, App, Credential, World};

/// A person, and a key of the person's organization that may ask.
async fn asking() -> (World, Account, Credential) {
    let (world, person) = World::with_person().await;
    let body = json!({"name": "Gateway", "scopes": ["tokens:introspect"]});
    let (_, asker) = person.create_key(&body).await;
    (world, person, asker)
}

async fn introspect(asker: &Credential, token: &str) -> Value {
    let ask = asker.post("/oauth/introspect");
    ask.json(&json!({"token": token})).await.json(200)
}

#[actix_web::test]
async fn a_key_is_described() {
    let (_world, person, asker) = asking().await;
    let made =
        json!({"name": "Reader", "scopes": ["inboxes:read", "keys:read"], "expires_in": 3600});
    let (id, key) = person.create_key(&made).await;
    let issued = 1_772_359_200;
    let expected = json!({"active": true, "token_type": "Bearer", "sub": id, "scope": "inboxes:read keys:read",
        "iat": issued, "exp": issued + 3600, "organizationId": person.organization_id});
    assert_eq!(introspect(&asker, &key).await, expected);
    let endless = introspect(&asker, &person.key).await;
    assert_eq!(endless.get("exp"), None);
    // Resource servers look for the scope that they require, and do not know full_access.
    let all = "full_access inboxes:read inboxes:write keys:read keys:write tokens:introspect";
    assert_eq!(endless["scope"], all);
}

#[actix_web::test]
async fn a_restricted_key_names_its_inboxes() {
    let (_world, person, asker) = asking().await;
    let made = json!({"name": "One", "inbox_ids": [person.inbox_id]});
    let (id, key) = person.create_key(&made).await;
    let answer = introspect(&asker, &key).await;
    assert_eq!(answer["inboxIds"], json!([person.inbox_id]));
    let path = person.path(&format!("/api_keys/{id}"));
    let change = person.token.patch(&path);
    change.json(&json!({"inbox_ids": []})).await.json(200);
    assert_eq!(introspect(&asker, &key).await["inboxIds"], json!([]));
    assert_eq!(introspect(&asker, &person.key).await.get("inboxIds"), None);
}

#[actix_web::test]
async fn an_old_secret_is_shown_with_its_own_expiry() {
    let (world, person, asker) = asking().await;
    let new = person.rotated().await;
    let old = introspect(&asker, &person.key).await;
    assert_eq!(old["exp"], 1_772_359_200 + 86_400);
    assert_eq!(introspect(&asker, &new).await.get("exp"), None);
    world.clock.advance(TimeDelta::days(1));
    let old = introspect(&asker, &person.key).await;
    assert_eq!(old, json!({"active": false}));
}

#[actix_web::test]
async fn a_members_access_token_is_described() {
    let (_world, person, asker) = asking().await;
    let expected = json!({"active": true, "token_type": "Bearer", "sub": person.user_id,
        "exp": 1_772_359_200 + 86_400, "organizationId": person.organization_id, "sessionId": person.session_id});
    assert_eq!(introspect(&asker, &person.token).await, expected);
}

#[actix_web::test]
async fn a_member_without_the_required_factor_is_inactive() {
    let (world, owner, member) = World::with_two().await;
    let user = member.user();
    world
        .store
        .set_role(&user, &owner.organization(), Role::Member);
    let body = json!({"name": "Gateway", "scopes": ["tokens:introspect"]});
    let (_, asker) = owner.create_key(&body).await;
    App::of(&world, &owner).await;
    let require = owner.patch("");
    require
        .json(&json!({"require_second_factor": true}))
        .await
        .json(200);
    let inactive = json!({"active": false});
    assert_eq!(introspect(&asker, &member.token).await, inactive);
    assert_eq!(introspect(&asker, &owner.token).await["active"], true);
    App::of(&world, &member).await;
    assert_eq!(introspect(&asker, &member.token).await["active"], true);
}

#[actix_web::test]
async fn every_other_token_is_inactive_and_nothing_else_is_shown() {
    let (world, person, asker) = asking().await;
    let stranger = world.register().await;
    let (id, disabled) = person.create_key(&json!({"name": "Disabled"})).await;
    let disable = world.patch(&person.path(&format!("/api_keys/{id}")));
    let disable = disable
        .bearer(&person.token)
        .json(&json!({"active": false}));
    disable.await.json(200);
    let ended = world.log_in(&person.email).await;
    let logout = ended.post("/auth/logout");
    logout.json(&json!({"scope": "current"})).await.json(200);
    for token in [
        stranger.key.as_str(),
        &stranger.token,
        &disabled,
        &ended,
        &person.refresh_token,
        &person.key.replace("_prod_", "_dev_"),
        "junk",
        "",
    ] {
        assert_eq!(
            introspect(&asker, token).await,
            json!({"active": false}),
            "{token}"
        );
    }
}

#[actix_web::test]
async fn a_form_is_as_good_as_json() {
    let (_world, person, asker) = asking().await;
    let ask = |body: String| {
        let ask = asker.post("/oauth/introspect");
        let ask = ask.raw("application/x-www-form-urlencoded; charset=utf-8", body);
        ask.into_future()
    };
    let form = format!(
        "token_type_hint=access_token&token={}&unknown=1",
        person.key
    );
    assert_eq!(ask(form).await.json(200)["sub"], person.key_id);
    assert_eq!(
        ask("token_type_hint=x".to_owned()).await.faulty_fields(),
        ["token"]
    );
    let text = asker.post("/oauth/introspect");
    let text = text.raw("text/plain", "token=x").await;
    text.error(415, "unsupported_media_type");
}

#[actix_web::test]
async fn without_the_scope_it_is_refused_with_the_challenge() {
    let (world, person, _) = asking().await;
    let body = json!({"name": "Writer", "scopes": ["keys:write", "keys:read"]});
    let (_, key) = person.create_key(&body).await;
    for path in ["/oauth/introspect", "/oauth/revoke"] {
        let answer = key.post(path).json(&json!({"token": person.key})).await;
        answer.error(403, "insufficient_scope");
        let challenge =
            r#"Bearer realm="sendook", error="insufficient_scope", scope="tokens:introspect""#;
        assert_eq!(answer.header("www-authenticate"), Some(challenge));
    }
    world.try_key(&person.key).await.json(200);
}

#[actix_web::test]
async fn introspection_does_not_count_as_use() {
    let (_world, person, asker) = asking().await;
    introspect(&asker, &person.key).await;
    assert_eq!(person.first_key().await["requestCount"], 0);
}
