use std::time::Duration;

use serde_json::Value;

use super::world::{LARGE, UNLIMITED, World};
use crate::connections::time_limits::TimeLimits;

const SHORT: Duration = Duration::from_millis(300);

/// What systems may hold between two sockets, and the service besides.
const ON_THE_WAY: usize = 8 << 20;

const REQUESTS: usize = 200;

#[test]
fn a_client_that_does_not_read_is_served_no_further() {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    let ask = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
    client.send_what_fits(&ask.repeat(REQUESTS), 2 * SHORT);
    // By now the service has had enough time for the rest.
    assert!(!client.ends_within_unread(4 * SHORT));
    let served = world.served();
    assert!((1..=ON_THE_WAY / LARGE).contains(&served), "{served}");
    // A client that does read in the end loses nothing.
    for _ in 0..REQUESTS {
        assert_eq!(client.answer().1.len(), LARGE);
    }
    assert_eq!(world.served(), REQUESTS);
}

#[test]
fn an_unread_answer_is_cut_off() {
    let world = World::new(TimeLimits {
        write: SHORT,
        ..UNLIMITED
    });
    let mut client = world.connect();
    let ask = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
    client.send_what_fits(&ask.repeat(REQUESTS), SHORT);
    assert!(client.ends_within_unread(20 * SHORT));
    assert!(world.served() <= ON_THE_WAY / LARGE, "{}", world.served());
}

#[test]
fn a_connection_too_many_is_answered_with_503() {
    let world = World::with(UNLIMITED, 64);
    let mut held: Vec<_> = (0..32).map(|_| world.connect()).collect();
    for client in &mut held {
        assert_eq!(client.get("/held"), "/held");
    }
    let (status, body) = world.connect().answer();
    assert_eq!(status, "http/1.1 503 service unavailable");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["code"], "unavailable");
    drop(held);
    // The server sees that they are gone a moment later.
    let mut tries = 0;
    while world.connect().try_get("/again").as_deref() != Some("/again") {
        tries += 1;
        assert!(tries < 1000, "no place is given back");
    }
}
