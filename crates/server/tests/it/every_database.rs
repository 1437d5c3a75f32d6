//! What people and programs do with the service, the same on every database.

use serde_json::{Value, json};

use crate::support::client::{Client, text};
use crate::support::program::World;

#[test]
fn the_main_routes_work_on_sqlite() {
    walk(&World::new());
}

/// Registers and goes everywhere.
pub(crate) fn walk(world: &World) {
    let server = world.start(&[("SENDOOK_EMAIL_DOMAIN", "mail.example.com")]);
    let client = Client::new(&server);
    let account = client.register("Ada@example.com");
    let (token, key) = (text(&account, "/token"), text(&account, "/apiKey/key"));
    let organization = format!("/organizations/{}", text(&account, "/organization/id"));
    sessions(&client, token);
    inboxes(&client, key, &account);
    keys(&client, &format!("{organization}/api_keys"), token);
    rotation(&client, &format!("{organization}/api_keys"), token);
    let (status, renamed) = client.patch(&organization, token, &json!({"name": "Engines ü 💌"}));
    assert_eq!((status, text(&renamed, "/name")), (200, "Engines ü 💌"));
    assert_eq!(client.post("/auth/logout", token, &json!({})).0, 200);
    assert_eq!(client.get("/auth/user", token).0, 401);
    assert_eq!(client.get("/v1/whoami", key).0, 200);
}

fn sessions(client: &Client, token: &str) {
    let (status, conflict) = client.try_register("ada@EXAMPLE.com").unwrap();
    assert_eq!((status, text(&conflict, "/code")), (409, "email_taken"));
    let (status, user) = client.get("/auth/user", token);
    assert_eq!((status, text(&user, "/email")), (200, "Ada@example.com"));
    assert_eq!(text(&user, "/organizations/0/role"), "owner");
    let (status, login) = client.log_in("ada@example.com");
    assert_eq!(status, 200, "{login}");
    let second = text(&login, "/token");
    let current = json!({"scope": "current"});
    assert_eq!(client.post("/auth/logout", second, &current).0, 200);
    assert_eq!(client.get("/auth/user", second).0, 401);
    let wrong = json!({"email": "ada@example.com", "password": "mistyped walrus 48 quay"});
    assert_eq!(client.try_post("/auth/login", &wrong).unwrap().0, 401);
}

fn inboxes(client: &Client, key: &str, account: &Value) {
    let wanted = json!({"email": "Help@mail.example.com"});
    let (status, inbox) = client.post("/v1/inboxes", key, &wanted);
    assert_eq!(status, 201, "{inbox}");
    assert_eq!(client.post("/v1/inboxes", key, &wanted).0, 409);
    let (status, listed) = client.get("/v1/inboxes", key);
    let ids = |listed: &Value| -> Vec<Value> {
        let items = listed.as_array().unwrap();
        items.iter().map(|item| item["id"].clone()).collect()
    };
    let first = &account["inbox"]["id"];
    assert_eq!(status, 200, "{listed}");
    assert_eq!(ids(&listed), [inbox["id"].clone(), first.clone()]);
    assert_eq!(
        ids(&client.get("/v1/inboxes?limit=1", key).1),
        ids(&listed)[..1]
    );
    let path = format!("/v1/inboxes/{}", text(&inbox, "/id"));
    assert_eq!(client.delete(&path, key).0, 200);
    assert_eq!(client.get(&path, key).0, 404);
}

fn keys(client: &Client, path: &str, token: &str) {
    let limited = json!({"name": "Reader", "scopes": ["inboxes:read"]});
    let (status, made) = client.post(path, token, &limited);
    assert_eq!(status, 201, "{made}");
    let (secret, path) = (
        text(&made, "/key"),
        format!("{path}/{}", text(&made, "/id")),
    );
    assert_eq!(client.get("/v1/inboxes", secret).0, 200);
    assert_eq!(client.post("/v1/inboxes", secret, &json!({})).0, 403);
    let code = |status: u16, expected: &str| {
        let (got, body) = client.get("/v1/inboxes", secret);
        assert_eq!((got, text(&body, "/code")), (status, expected));
    };
    assert_eq!(client.patch(&path, token, &json!({"active": false})).0, 200);
    code(401, "api_key_disabled");
    assert_eq!(client.patch(&path, token, &json!({"active": true})).0, 200);
    assert_eq!(client.get("/v1/inboxes", secret).0, 200);
    assert_eq!(client.delete(&path, token).0, 200);
    code(401, "invalid_token");
}

/// Both ends of a rotation, a report of a leak, and what introspection makes of each secret.
fn rotation(client: &Client, path: &str, token: &str) {
    let (_, asker) = client.post(path, token, &json!({"name": "Gateway"}));
    let (_, made) = client.post(path, token, &json!({"name": "Rotated", "expires_in": 3600}));
    let path = format!("{path}/{}", text(&made, "/id"));
    let active = |secret: &str| {
        let shown = json!({"token": secret});
        let (status, told) = client.post("/oauth/introspect", text(&asker, "/key"), &shown);
        assert_eq!(status, 200, "{told}");
        assert_eq!(told["active"], client.get("/v1/whoami", secret).0 == 200);
        told["active"] == true
    };
    let post = |below: &str| client.post(&format!("{path}{below}"), token, &json!({}));
    let first = text(&made, "/key");
    let (_, cancelled) = post("/rotate");
    assert!(active(first) && active(text(&cancelled, "/key")));
    assert_eq!(post("/rotate/cancel").0, 200);
    assert!(active(first) && !active(text(&cancelled, "/key")));
    let (_, second) = post("/rotate");
    assert_eq!(post("/rotate/complete").0, 200);
    assert!(!active(first) && active(text(&second, "/key")));
    assert_eq!(post("/rotate/complete").0, 409);
    let leaked = json!({"key": text(&second, "/key")});
    assert_eq!(client.try_post("/leaks", &leaked).unwrap().0, 200);
    assert!(!active(text(&second, "/key")));
    let (_, key) = client.get(&path, token);
    assert_eq!(text(&key, "/disabledReason"), "leaked");
}
