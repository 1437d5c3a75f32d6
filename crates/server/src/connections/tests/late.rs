use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::Client;
use super::world::{UNLIMITED, World};
use crate::connections::time_limits::TimeLimits;

const SHORT: Duration = Duration::from_millis(300);

/// A client that has had an answer.
fn kept(world: &World) -> Client {
    let mut client = world.connect();
    assert_eq!(client.get("/first"), "/first");
    client
}

#[track_caller]
fn is_answered_with_408(client: &mut Client) {
    let (status, body) = client.answer();
    assert_eq!(status, "http/1.1 408 request timeout");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["code"], "request_timeout");
    assert!(body["requestId"].is_string(), "{body}");
    assert_eq!(client.rest().unwrap(), "");
}

#[test]
fn headers_that_stop_are_answered_with_408_on_every_request() {
    let world = World::new(TimeLimits {
        head: SHORT,
        ..UNLIMITED
    });
    let begin = "GET /second HTTP/1.1\r\nHost: a\r\n";
    let mut client = world.connect();
    client.send(begin);
    is_answered_with_408(&mut client);
    let mut client = kept(&world);
    client.send(begin);
    is_answered_with_408(&mut client);
    // The second was sent with the first.
    let mut client = world.connect();
    client.send(&format!("GET /first HTTP/1.1\r\nHost: a\r\n\r\n{begin}"));
    assert_eq!(client.answer().1, "/first");
    is_answered_with_408(&mut client);
}

#[test]
fn headers_that_come_byte_by_byte_have_no_more_time() {
    let world = World::new(TimeLimits {
        head: SHORT,
        ..UNLIMITED
    });
    let mut client = kept(&world);
    client.send("GET /second HTTP/1.1\r\nA: ");
    let begun = Instant::now();
    while client.try_send("b").is_ok() && !client.ends_within(SHORT / 10) {
        assert!(begun.elapsed() < 20 * SHORT, "the request goes on for ever");
    }
}

#[test]
fn a_new_connection_that_says_nothing_ends() {
    let world = World::new(TimeLimits {
        head: SHORT,
        ..UNLIMITED
    });
    assert_eq!(world.connect().rest().unwrap(), "");
    let mut client = world.connect();
    client.send("\r\n\r\n");
    assert_eq!(client.rest().unwrap(), "");
}

#[test]
fn an_idle_connection_ends_whatever_empty_lines_come() {
    let world = World::new(TimeLimits {
        idle: SHORT,
        ..UNLIMITED
    });
    let mut client = kept(&world);
    assert!(client.ends_within(20 * SHORT));
    let mut client = kept(&world);
    let begun = Instant::now();
    while client.try_send("\r\n").is_ok() && !client.ends_within(SHORT / 10) {
        assert!(
            begun.elapsed() < 20 * SHORT,
            "the connection goes on for ever"
        );
    }
}

#[test]
fn a_connection_that_is_used_outlives_its_idle_time() {
    let idle = 4 * SHORT;
    let world = World::new(TimeLimits { idle, ..UNLIMITED });
    let mut client = kept(&world);
    let begun = Instant::now();
    while begun.elapsed() < 2 * idle {
        assert_eq!(client.get("/again"), "/again");
        assert!(!client.ends_within(SHORT / 4));
    }
    assert!(client.ends_within(20 * idle));
}

#[test]
fn a_body_that_stops_ends_the_connection() {
    let world = World::new(TimeLimits {
        body: SHORT,
        ..UNLIMITED
    });
    // The service waits for it.
    let mut client = kept(&world);
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
    let answer = client.rest().unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    // The service has answered without it.
    let mut client = kept(&world);
    client.send("POST /ignored HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf");
    assert_eq!(client.answer().1, "/ignored");
    assert!(client.ends_within(20 * SHORT));
}
