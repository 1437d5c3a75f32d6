//! What ends by itself, on the very next request, under load from several connections. These ends come with the
//! machine's own clock, which the test cannot set: two seconds ahead.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use chrono::DateTime;
use serde_json::{Value, json};

use crate::support::client::{Client, text};
use crate::support::program::World;

const CONNECTIONS: usize = 4;

/// How many refusals each connection must see before it is satisfied.
const REFUSALS: usize = 100;

/// Answers show milliseconds; the end itself may lie up to one later.
const SHOWN: Duration = Duration::from_millis(1);

#[expect(
    clippy::disallowed_methods,
    reason = "it is compared with the server's own clock"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

fn end(made: &Value, pointer: &str) -> SystemTime {
    DateTime::parse_from_rfc3339(text(made, pointer))
        .unwrap()
        .into()
}

#[test]
fn an_expiry_and_the_end_of_a_grace_hold_on_the_next_request() {
    let (_world, server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let make = |body: &Value| client.post("/v1/api_keys", key, body).1;
    let expiring = make(&json!({"name": "Expiring", "expires_in": 2}));
    let rotating = make(&json!({"name": "Rotating"}));
    let rotate = format!("/v1/api_keys/{}/rotate", text(&rotating, "/id"));
    let (_, rotated) = client.post(&rotate, key, &json!({"grace_seconds": 2}));
    let ending = [
        (text(&expiring, "/key"), end(&expiring, "/expiresAt")),
        (text(&rotating, "/key"), end(&rotated, "/secrets/1/endsAt")),
    ];
    let accepted = [const { AtomicUsize::new(0) }; 2];
    thread::scope(|scope| {
        for ((secret, end), accepted) in ending.iter().zip(&accepted) {
            for _ in 0..CONNECTIONS {
                let client = Client::new(&server);
                scope.spawn(move || ask_until_refused(&client, secret, *end, accepted));
            }
        }
    });
    assert!(accepted.into_iter().all(|count| count.into_inner() > 0));
    let (status, _) = client.get("/v1/whoami", text(&rotated, "/key"));
    assert_eq!(status, 200, "the new secret goes on");
}

fn ask_until_refused(client: &Client, secret: &str, end: SystemTime, accepted: &AtomicUsize) {
    let mut refused = 0;
    while refused < REFUSALS {
        let over = now() >= end + SHOWN;
        let (status, body) = client.get("/v1/whoami", secret);
        if status == 200 {
            assert!(!over, "accepted after its end");
            accepted.fetch_add(1, Ordering::Relaxed);
        } else {
            assert_eq!((status, text(&body, "/code")), (401, "api_key_expired"));
            assert!(now() >= end, "refused before its end");
            refused += 1;
        }
    }
}
