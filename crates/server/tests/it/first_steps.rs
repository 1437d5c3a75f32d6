use serde_json::json;

use crate::support::client::{Client, text};
use crate::support::program::World;

#[test]
fn the_key_of_a_registration_opens_the_inboxes() {
    let (_world, _server, client) = World::serving(&[("SENDOOK_EMAIL_DOMAIN", "mail.example.com")]);
    let account = client.register("ada@example.com");
    let (token, key) = (text(&account, "/token"), text(&account, "/apiKey/key"));

    let (status, whoami) = client.get("/v1/whoami", key);
    assert_eq!(status, 200, "{whoami}");
    assert_eq!(text(&whoami, "/type"), "api_key");
    assert_eq!(whoami["organization"]["id"], account["organization"]["id"]);

    let (status, inboxes) = client.get("/v1/inboxes", key);
    assert_eq!(status, 200, "{inboxes}");
    assert_eq!(inboxes[0]["id"], account["inbox"]["id"]);
    assert!(text(&inboxes, "/0/email").ends_with("@mail.example.com"));

    let (status, user) = client.get("/auth/user", token);
    assert_eq!((status, text(&user, "/email")), (200, "ada@example.com"));
}

#[test]
fn accounts_outlive_a_restart() {
    let world = World::new();
    let server = world.start(&[]);
    let account = Client::new(&server).register("ada@example.com");
    server.stop();

    let server = world.start(&[]);
    let client = Client::new(&server);
    assert_eq!(client.log_in("ada@example.com").0, 200);
    assert_eq!(client.get("/auth/user", text(&account, "/token")).0, 200);
    assert_eq!(
        client.get("/v1/whoami", text(&account, "/apiKey/key")).0,
        200
    );
}

#[test]
fn health_tells_environment_version_and_readiness() {
    let (_world, _server, client) = World::serving(&[("SENDOOK_ENVIRONMENT", "rehearsal")]);
    let expected = json!({
        "healthy": true,
        "environment": "rehearsal",
        "version": env!("CARGO_PKG_VERSION"),
    });
    assert_eq!(client.get("/health", ""), (200, expected));
    assert_eq!(client.get("/health/ready", "").0, 200);
}
