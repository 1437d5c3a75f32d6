//! `GET /v1/whoami`.

use sendook_web::Lookups;
use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn a_key_stands_for_its_organization() {
    let (_, person) = World::with_person().await;
    let body = json!({"name": "Readable", "scopes": ["inboxes:read"]});
    let (id, key) = person.create_key(&body).await;
    let whoami = key.get("/v1/whoami").await.json(200);
    assert_eq!(whoami["type"], "api_key");
    assert_eq!(whoami["apiKey"]["_id"], id);
    assert_eq!(whoami["apiKey"]["scopes"], json!(["inboxes:read"]));
    assert_eq!(whoami["organization"]["_id"], person.organization_id);
    assert_eq!(whoami["organization"].get("role"), None);
    assert_eq!(whoami.as_object().unwrap().len(), 3);
    let managed = person.get(&format!("/api_keys/{id}"));
    assert_eq!(whoami["apiKey"], managed.await.json(200));
}

#[actix_web::test]
async fn an_access_token_stands_for_its_person() {
    let (world, person) = World::with_person().await;
    let body = json!({"email": person.email, "password": crate::support::PASSWORD});
    let login = world
        .post("/auth/login")
        .header(("user-agent", "curl/8.5\u{202e}\u{2066}\u{e9}"));
    let token = login.peer("192.0.2.9:4711").json(&body).await.json(200)["token"].clone();
    let whoami = world
        .get("/v1/whoami")
        .bearer(token.as_str().unwrap())
        .await
        .json(200);
    assert_eq!(whoami["type"], "access_token");
    assert_eq!(whoami["user"]["_id"], person.user_id);
    assert_eq!(whoami["organizations"][0]["role"], "owner");
    let session = &whoami["session"];
    assert!(
        session["id"].as_str().unwrap().starts_with("session_"),
        "{session}"
    );
    let expected = json!({"_id": session["id"], "id": session["id"],
        "authenticatedAt": "2026-03-01T10:00:00.000Z",
        "createdAt": "2026-03-01T10:00:00.000Z", "lastUsedAt": "2026-03-01T10:00:00.000Z",
        "expiresAt": "2026-03-31T10:00:00.000Z", "ip": "192.0.2.9", "userAgent": "curl/8.5é",
        "current": true});
    assert_eq!(*session, expected);
    assert_eq!(whoami.as_object().unwrap().len(), 4);
}

#[actix_web::test]
async fn a_long_user_agent_is_cut() {
    let (world, person) = World::with_person().await;
    let body = json!({"email": person.email, "password": crate::support::PASSWORD});
    let login = world
        .post("/auth/login")
        .header(("user-agent", "x".repeat(5_000)));
    let token = login.json(&body).await.json(200)["token"].clone();
    let whoami = world
        .get("/v1/whoami")
        .bearer(token.as_str().unwrap())
        .await
        .json(200);
    assert_eq!(whoami["session"]["userAgent"], "x".repeat(256));
}

#[actix_web::test]
async fn new_names_are_told_at_once_though_there_is_a_copy_of_the_key() {
    for lookups in [Lookups::Inline, Lookups::Blocking] {
        let world = World::with(|settings| settings.lookups = lookups).await;
        let person = world.register().await;
        let names = async || {
            let whoami = world.try_key(&person.key).await.json(200);
            [
                whoami["apiKey"]["name"].clone(),
                whoami["organization"]["name"].clone(),
            ]
        };
        assert_eq!(names().await, ["Default API Key", "Default Organization"]);
        let renamed = person.change_key(&json!({"name": "Billing"}));
        renamed.await.json(200);
        assert_eq!(names().await, ["Billing", "Default Organization"]);
        let rename = person.patch("");
        rename.json(&json!({"name": "Acme"})).await.json(200);
        assert_eq!(names().await, ["Billing", "Acme"]);
    }
}

#[actix_web::test]
async fn a_key_asks_the_store_once_with_copies_and_without() {
    for copies in [0, 100] {
        let world = World::with(|settings| settings.services.credential_cache = copies).await;
        let person = world.register().await;
        world.try_key(&person.key).await.json(200);
        let before = world.store.calls();
        world.try_key(&person.key).await.json(200);
        assert_eq!(world.store.calls() - before, 1, "{copies} copies");
    }
}

#[actix_web::test]
async fn each_client_is_told_its_own_address_though_there_is_a_copy_of_the_key() {
    let (_, person) = World::with_person().await;
    let token = person.key.run_token(&json!({})).await;
    let known = person.key.get("/v1/whoami").await.json(200);
    for credential in [&person.key, &token, &person.token] {
        let mut seen = Vec::new();
        for peer in ["203.0.113.7:1", "[2001:db8::1]:2", "203.0.113.7:3"] {
            let mut whoami = credential.get("/v1/whoami").peer(peer).await.json(200);
            let told = whoami.as_object_mut().unwrap().remove("clientIp");
            seen.push(told.unwrap());
            if *credential == person.key {
                assert_eq!(whoami, known);
            }
        }
        assert_eq!(seen, ["203.0.113.7", "2001:db8::1", "203.0.113.7"]);
        let unknown = credential.get("/v1/whoami").await.json(200);
        assert_eq!(unknown.get("clientIp"), None);
    }
}
