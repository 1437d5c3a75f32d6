//! How keys are used is known exactly after a shutdown, though no request waited for it to be written.

use std::thread;

use serde_json::json;

use crate::support::client::{Client, text};
use crate::support::program::World;

const CONNECTIONS: usize = 4;
const REQUESTS: usize = 50;

#[test]
fn no_use_is_lost_at_shutdown() {
    let world = World::new();
    let server = world.start(&[]);
    let account = Client::new(&server).register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            let client = Client::new(&server);
            scope.spawn(move || {
                for _ in 0..REQUESTS {
                    assert_eq!(client.get("/v1/whoami", key).0, 200);
                }
            });
        }
    });
    server.stop();

    let server = world.start(&[]);
    let (_, whoami) = Client::new(&server).get("/v1/whoami", key);
    assert_eq!(whoami["apiKey"]["requestCount"], CONNECTIONS * REQUESTS);
    assert_eq!(whoami["apiKey"]["lastUsedIp"], json!("127.0.0.1"));
}
