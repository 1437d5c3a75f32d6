use sendook_testkit::app_secret;
use serde_json::json;

use crate::support::client::{PASSWORD, text};
use crate::support::program::World;
use crate::support::sqlite;
use crate::support::totp::code_now;

/// Opens the answers to the requests that it comes with.
const IDEMPOTENCY_KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[test]
fn no_file_and_no_log_holds_a_password_key_or_token() {
    let (world, server, client) = World::serving(&[("RUST_LOG", "trace")]);
    let account = client.register("ada@example.com");
    let (token, key) = (text(&account, "/token"), text(&account, "/apiKey/key"));
    let (_, login) = client.log_in("ada@example.com");
    let (_, other) = client.post("/v1/api_keys", key, &json!({"name": "Other"}));
    let own = format!("/v1/api_keys/{}", text(&account, "/apiKey/id"));
    let (_, rotated) = client.post(&format!("{own}/rotate"), key, &json!({}));
    let once = |path, body| {
        let answer = client.post_once(path, key, IDEMPOTENCY_KEY, &body);
        answer.unwrap().1
    };
    let remembered = once("/v1/api_keys", json!({"name": "Remembered"}));
    let run = once("/oauth/token", json!({"grant_type": "client_credentials"}));
    let found = json!({"key": text(&other, "/key")});
    let identify = format!(
        "/organizations/{}/api_keys/identify",
        text(&account, "/organization/id")
    );
    assert_eq!(client.post(&identify, token, &found).0, 200);
    assert_eq!(client.try_post("/leaks", &found).unwrap().0, 200);
    let shown = json!({"token": text(&login, "/token")});
    assert_eq!(client.post("/oauth/introspect", key, &shown).0, 200);
    let offered = client.post("/auth/factors/totp", token, &json!({})).1;
    let (app, id) = (text(&offered, "/secret"), text(&offered, "/id"));
    let confirm = format!("/auth/factors/{id}/confirm");
    let code = json!({"code": code_now(app)});
    let (status, confirmed) = client.post(&confirm, token, &code);
    assert_eq!(status, 200, "{confirmed}");
    let (status, due) = client.log_in("ada@example.com");
    assert_eq!(status, 403, "{due}");
    let (status, asked) = client.post("/auth/factors/passkey", token, &json!({}));
    assert_eq!(status, 201, "{asked}");
    let (_, asked_at_login) = client.try_post("/auth/login/passkey", &json!({})).unwrap();
    let wrong = json!({"email": "ada@example.com", "password": "mistyped walrus 48 quay"});
    assert_eq!(client.try_post("/auth/login", &wrong).unwrap().0, 401);
    assert_eq!(client.get("/v1/whoami", token).0, 200);
    assert_eq!(client.get("/v1/inboxes", token).0, 401);
    assert_eq!(client.get("/auth/user", key).0, 401);
    let secrets = [
        PASSWORD,
        "mistyped walrus",
        token,
        key,
        text(&login, "/token"),
        text(&other, "/key"),
        text(&rotated, "/key"),
        IDEMPOTENCY_KEY,
        text(&remembered, "/key"),
        text(&run, "/access_token"),
        app,
        text(&confirmed, "/recoveryCodes/0"),
        text(&due, "/mfaToken"),
        text(&asked, "/challenge"),
        text(&asked_at_login, "/challenge"),
    ];

    let before = world.bytes();
    let log = server.stop();
    let after = world.bytes();
    assert!(
        before
            .iter()
            .any(|(_, bytes)| holds(bytes, "ada@example.com"))
    );
    let app = app_secret(app);
    let raw = |bytes: &[u8]| bytes.windows(app.len()).any(|part| part == app);
    assert!(!before.iter().chain(&after).any(|(_, bytes)| raw(bytes)));
    let answers = sqlite::count(&mut sqlite::connect(&world), "remembered_answers");
    assert_eq!(answers, 2);
    let challenges = sqlite::count(&mut sqlite::connect(&world), "passkey_challenges");
    assert_eq!(challenges, 2);
    for secret in secrets {
        // The last four characters show in the hint of a key.
        let unique = &secret[secret.find("_prod_").map_or(5, |at| at + 6)..secret.len() - 4];
        assert!(!holds(log.as_bytes(), unique), "in the log: {unique}");
        for (path, bytes) in before.iter().chain(&after) {
            assert!(!holds(bytes, unique), "in {}: {unique}", path.display());
        }
    }
}
