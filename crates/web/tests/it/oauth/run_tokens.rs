//! What a run token is to its holder, to services that are shown it, and to the organization that lists and ends it.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::World;

#[actix_web::test]
async fn it_is_told_what_it_is_and_whose() {
    for copies in [0, 100] {
        let world = World::with(|settings| settings.services.credential_cache = copies).await;
        let person = world.register().await;
        let wishes = json!({"scope": "inboxes:read", "label": " B\u{fc}ro \"7\" "});
        let token = person.key.run_token(&wishes).await;
        for _ in 0..3 {
            let of_key = world.try_key(&person.key).await.json(200);
            let whoami = world.try_key(&token).await.json(200);
            let id = whoami["runToken"]["id"].as_str().unwrap();
            assert!(id.starts_with("token_"), "{whoami}");
            let expected = json!({"type": "run_token",
                "runToken": {"_id": id, "id": id, "label": "B\u{fc}ro \"7\"", "scopes": ["inboxes:read"],
                    "expiresAt": "2026-03-01T10:15:00.000Z", "createdAt": "2026-03-01T10:00:00.000Z"},
                "apiKey": of_key["apiKey"], "organization": of_key["organization"]});
            assert_eq!(whoami, expected);
        }
        for client in ["192.0.2.1", "192.0.2.2", "192.0.2.1"] {
            let asked = token.get("/v1/whoami");
            let whoami = asked.peer(&format!("{client}:4711")).await.json(200);
            assert_eq!(whoami["clientIp"], client);
            assert_eq!(whoami["runToken"]["scopes"], json!(["inboxes:read"]));
        }
        let renamed = person
            .change_key(&json!({"name": "Renamed"}))
            .await
            .json(200);
        let whoami = world.try_key(&token).await.json(200);
        assert_eq!(whoami["apiKey"]["name"], renamed["name"]);
        person.rotated().await;
        let whoami = world.try_key(&token).await.json(200);
        let secrets = whoami["apiKey"]["secrets"].as_array().unwrap();
        assert_eq!(secrets.len(), 2);
    }
}

#[actix_web::test]
async fn it_is_listed_newest_first_and_ended_under_both_prefixes() {
    let (world, person) = World::with_person().await;
    let mut labels = Vec::new();
    for number in 0..3 {
        let label = format!("run {number}");
        let wishes = json!({"label": label, "expires_in": 60 + number});
        person.key.run_token(&wishes).await;
        labels.insert(0, label);
        world.clock.advance(Duration::milliseconds(10));
    }
    let below = format!("/api_keys/{}/tokens", person.key_id);
    let mut ids = Vec::new();
    for list in person.both("GET", &below) {
        let listed = list.await.json(200);
        let listed = listed.as_array().unwrap();
        let told = listed.iter().map(|token| token["label"].clone());
        assert_eq!(told.collect::<Vec<_>>(), labels);
        ids = listed.iter().map(|token| token["id"].clone()).collect();
    }
    let page = person.get(&format!("{below}?limit=2")).await;
    assert!(page.header("link").is_some());
    for (number, id) in ids[..2].iter().enumerate() {
        let path = format!("{below}/{}", id.as_str().unwrap());
        let [under_v1, below_organization] = person.both("DELETE", &path);
        let end = [under_v1, below_organization].into_iter().nth(number);
        assert_eq!(end.unwrap().await.json(200)["id"], *id);
    }
    let left = person.get(&below).await.json(200);
    assert_eq!(left.as_array().unwrap().len(), 1);
    world.clock.advance(Duration::seconds(60));
    assert_eq!(person.get(&below).await.json(200), json!([]));
    let over = format!("{below}/{}", ids[2].as_str().unwrap());
    person.delete(&over).await.error(404, "not_found");
}

#[actix_web::test]
async fn it_ends_on_the_next_request_and_once() {
    let (world, person) = World::with_person().await;
    let token = person.key.run_token(&json!({})).await;
    let id = world.try_key(&token).await.json(200)["runToken"]["id"].clone();
    let id = id.as_str().unwrap();
    let path = format!("/api_keys/{}/tokens/{id}", person.key_id);
    assert_eq!(person.delete(&path).await.json(200)["id"], id);
    let refused = world.try_key(&token).await;
    refused.says(401, "invalid_token", "POST /oauth/token");
    person.delete(&path).await.error(404, "not_found");
    world.try_key(&person.key).await.json(200);
}

#[actix_web::test]
async fn it_ends_itself_and_leaves_its_key() {
    let (world, person) = World::with_person().await;
    let token = person.key.run_token(&json!({})).await;
    let ended = token.delete("/v1/whoami").await.json(200);
    let id = ended["id"].as_str().unwrap();
    assert!(id.starts_with("token_"), "{ended}");
    world.try_key(&token).await.error(401, "invalid_token");
    world.try_key(&person.key).await.json(200);
}

#[actix_web::test]
async fn a_restricted_key_ends_its_tokens() {
    let (world, person) = World::with_person().await;
    let token = person.key.run_token(&json!({})).await;
    world.try_key(&token).await.json(200);
    let restrict = person.change_key(&json!({"scopes": ["inboxes:read"]}));
    restrict.await.json(200);
    let answer = world.try_key(&token).await;
    answer.says(401, "invalid_token", "its API key was restricted");
    let disable = person.change_key(&json!({"active": false}));
    disable.await.json(200);
    let answer = world.try_key(&token).await;
    answer.error(401, "api_key_disabled");
    let undo = person.change_key(&json!({"active": true, "scopes": ["full_access"]}));
    undo.await.json(200);
    let answer = world.try_key(&token).await;
    answer.says(401, "token_expired", "POST /oauth/token");
}

#[actix_web::test]
async fn the_end_of_a_grace_ends_the_tokens_of_that_secret() {
    let (world, person) = World::with_person().await;
    let token = person.key.run_token(&json!({})).await;
    let path = format!("/v1/api_keys/{}/rotate", person.key_id);
    let rotate = person.key.post(&path).json(&json!({"grace_seconds": 60}));
    rotate.await.json(200);
    world.try_key(&token).await.json(200);
    world.clock.advance(Duration::seconds(60));
    let answer = world.try_key(&token).await;
    answer.says(401, "token_expired", "POST /oauth/token");
}

#[actix_web::test]
async fn other_services_learn_what_it_is() {
    let (world, person) = World::with_person().await;
    let token = person
        .key
        .run_token(&json!({"scope": "inboxes:read"}))
        .await;
    let id = world.try_key(&token).await.json(200)["runToken"]["id"].clone();
    let shown = json!({"token": *token});
    let ask = || person.key.post("/oauth/introspect").json(&shown);
    let at = world.unix_time();
    let expected = json!({"active": true, "token_type": "Bearer", "sub": person.key_id,
        "scope": "inboxes:read", "exp": at + 900, "iat": at, "jti": id,
        "organizationId": person.organization_id});
    assert_eq!(ask().await.json(200), expected);
    let revoke = person.key.post("/oauth/revoke").json(&shown);
    revoke.await.json(200);
    assert_eq!(ask().await.json(200), json!({"active": false}));
}

#[actix_web::test]
async fn the_trail_names_the_token_its_label_and_its_key() {
    let (_world, person) = World::with_person().await;
    let token = person.key.run_token(&json!({"label": "import"})).await;
    let create = token.post("/v1/inboxes").json(&json!({}));
    create.await.json(201);
    let lines = person.get("/audit").await.json(200);
    let of = |action: &str| -> Value {
        let mut lines = lines.as_array().unwrap().iter();
        lines.find(|line| line["action"] == action).unwrap().clone()
    };
    let created = of("run_token.created");
    let (id, key) = (&created["targetId"], &person.key_id);
    assert_eq!(created["actor"], json!({"type": "api_key", "id": key}));
    assert_eq!(created["detail"], format!("of API key {key}: import"));
    let expected = json!({"type": "api_key", "id": key, "runToken": {"id": id, "label": "import"}});
    assert_eq!(of("inbox.created")["actor"], expected);
}
