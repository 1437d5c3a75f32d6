use std::net::TcpListener;

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use crate::log_lines::{request, send};
use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;

/// Every line, each of which must be an object with what all events have.
fn events(log: &str) -> Vec<Value> {
    let events = log.lines().map(|line| {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        for name in ["timestamp", "level", "target", "message"] {
            assert!(event[name].is_string(), "{line}");
        }
        event
    });
    events.collect()
}

fn of_target<'a>(events: &'a [Value], target: &str) -> Vec<&'a Value> {
    let of_target = events.iter().filter(|event| event["target"] == target);
    of_target.collect()
}

#[test]
fn every_line_of_a_run_is_an_object() {
    let world = World::new();
    let server = world.start(&[
        ("SENDOOK_LOG_FORMAT", "json"),
        ("SENDOOK_ACCESS_LOG", "on"),
        ("SENDOOK_UNKNOWN", "1"),
    ]);
    let client = Client::new(&server);
    let account = client.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let body = json!({"email": "ada@example.com", "password": "wrong password"});
    assert_eq!(client.post("/auth/login", "", &body).0, 401);
    assert_eq!(client.get(&format!("/v1/inboxes/{key}'%22"), key).0, 404);
    let mut log = server.log_until_it_listened.clone();
    log += &server.stop();
    assert!(!log.contains(&key[10..]), "{log}");
    let events = events(&log);
    let says = |level: &str, part: &str| {
        let mut of_level = events.iter().filter(|event| event["level"] == level);
        of_level.any(|event| text(event, "/message").contains(part))
    };
    for (level, part) in [
        ("WARN", "SENDOOK_UNKNOWN"),
        ("INFO", "listens on http://"),
        ("INFO", "Sendook has stopped"),
    ] {
        assert!(says(level, part), "{part}: {log}");
    }
    let accesses = of_target(&events, "sendook::access");
    assert_eq!(accesses.len(), 3, "{log}");
    let seen = accesses.iter().map(|event| {
        assert!(
            event["bytes"].is_u64() && event["milliseconds"].is_f64(),
            "{event}"
        );
        [
            &event["client"],
            &event["method"],
            &event["path"],
            &event["status"],
        ]
    });
    assert_eq!(
        json!(seen.collect::<Vec<_>>()),
        json!([
            ["127.0.0.1", "POST", "/auth/register", 201],
            ["127.0.0.1", "POST", "/auth/login", 401],
            ["127.0.0.1", "GET", "/v1/inboxes/…'%22", 404],
        ])
    );
    let failed = of_target(&events, "sendook::login")[0];
    assert_eq!(failed["client"], "127.0.0.1");
    assert_eq!(failed["account"], account["user"]["id"]);
    assert_eq!(failed["request_id"], accesses[1]["request_id"]);
    assert!(failed["request_id"].is_string(), "{failed}");
}

#[test]
fn a_refused_origin_and_the_cause_of_a_500_name_their_request() {
    let settings = [
        ("SENDOOK_LOG_FORMAT", "json"),
        ("SENDOOK_CORS_ORIGINS", "https://app.example.com"),
    ];
    let (world, server, client) = World::serving(&settings);
    let headers = "Origin: https://evil.example.com; x=\"1\"\r\nX-Request-Id: r-1\r\n";
    send(&server, &request("GET /health", headers, ""));
    let damage = "ALTER TABLE users RENAME TO gone";
    sqlite::connect(&world).batch_execute(damage).unwrap();
    let (status, body) = client.log_in("ada@example.com");
    assert!(status >= 500, "{body}");
    let events = events(&server.stop());
    let refused = of_target(&events, "sendook::cors")[0];
    assert_eq!(
        refused["origin"],
        "https://evil.example.com;\\x20x=\\\"1\\\""
    );
    assert_eq!(refused["method"], "GET");
    assert_eq!(refused["client"], "127.0.0.1");
    assert_eq!(refused["request_id"], "r-1");
    assert_eq!(refused["left_out"], 0);
    let mut errors = events.iter().filter(|event| event["level"] == "ERROR");
    let named = errors.any(|event| event["request_id"] == body["requestId"]);
    assert!(named && body["requestId"].is_string(), "{events:#?}");
}

#[test]
fn a_server_that_cannot_start_says_so_in_an_object_whatever_is_logged() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let settings = [
        ("SENDOOK_BIND", address.as_str()),
        ("SENDOOK_LOG_FORMAT", "json"),
        ("RUST_LOG", "off"),
    ];
    let output = World::new().run(&[], &settings);
    assert_eq!(output.status.code(), Some(1));
    let events = events(&String::from_utf8(output.stderr).unwrap());
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["level"], "ERROR");
    assert!(
        text(&events[0], "/message").contains("SENDOOK_BIND"),
        "{events:?}"
    );
}
