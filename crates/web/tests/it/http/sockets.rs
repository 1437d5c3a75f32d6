//! What only a real socket shows.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use serde_json::Value;

use crate::support::Socket;

const CLOSE: &str = "Host: localhost\r\nConnection: close\r\n";

/// Splits an answer into its head and its body.
fn parts(answer: &str) -> (&str, &str) {
    answer
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no whole answer: {answer:?}"))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (given, value) = line.split_once(": ")?;
        given.eq_ignore_ascii_case(name).then_some(value)
    })
}

#[track_caller]
fn is_error(answer: &str, status: u16, code: &str) {
    let (head, body) = parts(answer);
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["code"], code);
    assert_eq!(body["error"], body["message"]);
    assert_eq!(body["requestId"].as_str(), header(head, "x-request-id"));
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let socket = Socket::open(|_| ());
    for path in ["/health", "/v1/inboxes", "/nowhere"] {
        let ask = |method| {
            socket.exchange(&format!(
                "{method} {path} HTTP/1.1\r\nX-Request-Id: same\r\n{CLOSE}\r\n"
            ))
        };
        let (get, head) = (ask("GET"), ask("HEAD"));
        let ((get_head, get_body), (head_head, head_body)) = (parts(&get), parts(&head));
        assert_eq!(head_body, "");
        let sorted = |head: &str| {
            let lines = head.lines().filter(|line| !line.starts_with("date"));
            let mut lines: Vec<String> = lines.map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(head_head), sorted(get_head));
        let length = get_body.len().to_string();
        assert_eq!(header(head_head, "content-length"), Some(length.as_str()));
    }
}

#[test]
fn the_header_twice_is_refused() {
    let socket = Socket::open(|_| ());
    for second in [
        "Authorization: Bearer a",
        "authorization: Basic YTpi",
        "AUTHORIZATION:",
    ] {
        let answer = socket.exchange(&format!(
            "GET /v1/inboxes HTTP/1.1\r\nAuthorization: Bearer a\r\n{second}\r\n{CLOSE}\r\n"
        ));
        is_error(&answer, 400, "invalid_request");
    }
}

#[test]
fn a_body_that_stops_arriving_is_cut_off() {
    let socket = Socket::open(|settings| settings.body_timeout = Duration::from_millis(50));
    let mut stream = socket.connect();
    let head = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    stream
        .write_all(format!("{head}Content-Length: 100\r\n\r\n{{").as_bytes())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    is_error(&answer, 408, "request_timeout");
}

/// Begins a request with more of a body than the service takes, and reads until the server closes.
fn begin(socket: &Socket, path: &str, framing: &str) -> String {
    let mut stream = socket.connect();
    let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n");
    let part = " ".repeat(70_000);
    let part = match framing {
        "Transfer-Encoding: chunked" => format!("{:x}\r\n{part}\r\n", part.len()),
        _ => part,
    };
    stream.write_all((head + &part).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

const FRAMINGS: [&str; 2] = ["Content-Length: 10000000", "Transfer-Encoding: chunked"];

#[test]
fn a_body_that_is_too_large_is_cut_off() {
    let socket = Socket::open(|_| ());
    for framing in FRAMINGS {
        is_error(
            &begin(&socket, "/auth/login", framing),
            413,
            "payload_too_large",
        );
    }
}

#[test]
fn a_body_that_says_it_is_too_large_is_not_waited_for() {
    let socket = Socket::open(|_| ());
    let answer = socket.exchange(
        "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: 65537\r\n\r\n{",
    );
    is_error(&answer, 413, "payload_too_large");
}

#[test]
fn a_body_that_nobody_reads_does_not_hold_the_connection() {
    let socket = Socket::open(|_| ());
    for framing in FRAMINGS {
        is_error(
            &begin(&socket, "/v1/inboxes", framing),
            401,
            "missing_credentials",
        );
        is_error(&begin(&socket, "/nowhere", framing), 404, "not_found");
    }
}

#[test]
fn a_body_that_nobody_read_is_not_taken_for_a_request() {
    let socket = Socket::open(|_| ());
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for length in [smuggled.len(), smuggled.len() + 200_000] {
        let padding = "x".repeat(length - smuggled.len());
        let mut stream = socket.connect();
        let refused = format!(
            "POST /v1/inboxes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{smuggled}{padding}"
        );
        let next = format!("GET /health HTTP/1.1\r\n{CLOSE}\r\n");
        // The server may close after its first answer; then the rest cannot be sent.
        let sent = stream.write_all(refused.as_bytes());
        let _ = sent.and_then(|()| stream.write_all(next.as_bytes()));
        let mut answers = Vec::new();
        let _ = stream.read_to_end(&mut answers);
        let answers = String::from_utf8(answers).unwrap();
        assert!(answers.starts_with("HTTP/1.1 401 "), "{answers}");
        assert!(!answers.contains("HTTP/1.1 404 "), "{answers}");
        let count = answers.matches("HTTP/1.1 ").count();
        let healthy = answers.contains(r#""healthy":true"#);
        assert!(count == 1 || (count == 2 && healthy), "{answers}");
    }
}

#[test]
fn answers_follow_each_other_on_one_connection() {
    let socket = Socket::open(|_| ());
    let plain = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
    let chunked = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\
         2\r\n{}\r\n0\r\n\r\n";
    let answers = socket.exchange(&format!(
        "{plain}{chunked}GET /health HTTP/1.1\r\n{CLOSE}\r\n"
    ));
    assert_eq!(answers.matches("HTTP/1.1 400 ").count(), 2, "{answers}");
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 1, "{answers}");
}
