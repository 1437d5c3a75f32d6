//! What clients can write to the log, and what they cannot.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt;
use std::process::Stdio;

use serde_json::json;

use crate::support::client::{Client, PASSWORD, text};
use crate::support::program::{Running, World};

/// Sends these bytes and waits until the server closes the connection.
pub(crate) fn send(server: &Running, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

pub(crate) fn request(line: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
        .into_bytes()
}

#[test]
fn what_is_not_http_is_no_error() {
    for (filter, shown) in [("info", false), ("debug", true)] {
        let server = World::new().start(&[("RUST_LOG", filter)]);
        for junk in [
            &b"\x16\x03\x01\x02\x00\x01\x00"[..],
            b"SSH-2.0-x\r\n\r\n",
            b"\0\0\0\0\r\n\r\n",
        ] {
            send(&server, junk);
        }
        let log = server.stop();
        assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
        assert_eq!(
            log.contains("DEBUG actix_http::h1::dispatcher] stream error"),
            shown,
            "{log}"
        );
    }
}

#[test]
fn a_failed_login_names_address_and_account() {
    let world = World::new();
    let server = world.start(&[
        ("SENDOOK_TRUSTED_PROXIES", "127.0.0.1/32"),
        ("SENDOOK_ACCESS_LOG", "on"),
    ]);
    let account = Client::new(&server).register("ada@example.com");
    let user = text(&account, "/user/id");
    for (email, address) in [
        ("ada@example.com", "203.0.113.7"),
        ("nobody@example.com", "2001:db8::7"),
    ] {
        let body = json!({"email": email, "password": "wrong password"}).to_string();
        let headers = format!(
            "Content-Type: application/json\r\nX-Forwarded-For: {address}\r\nX-Request-Id: r-1\r\n"
        );
        let answer = send(&server, &request("POST /auth/login", &headers, &body));
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
    let body = json!({"current_password": "wrong password", "new_password": PASSWORD}).to_string();
    let token = text(&account, "/token");
    let headers = format!(
        "Content-Type: application/json\r\nAuthorization: Bearer {token}\r\nX-Request-Id: r-2\r\n"
    );
    send(&server, &request("POST /auth/password", &headers, &body));
    let log = server.stop();
    for line in [
        format!(" sendook::login] login failed: client=203.0.113.7 account={user} request=r-1\n"),
        " sendook::login] login failed: client=2001:db8::7 account=- request=r-1\n".to_owned(),
        format!(
            " sendook::login] password change failed: client=127.0.0.1 account={user} request=r-2\n"
        ),
        " sendook::access] 203.0.113.7 POST /auth/login 401 ".to_owned(),
    ] {
        assert!(log.contains(&line), "{line}{log}");
    }
    assert!(
        !log.contains("example.com") && !log.contains("wrong password"),
        "{log}"
    );
}

#[test]
fn a_refused_origin_leaves_a_line_and_many_leave_few() {
    let world = World::new();
    let server = world.start(&[("SENDOOK_CORS_ORIGINS", "https://app.example.com")]);
    let preflight = |origin: &str| {
        let headers = format!("Origin: {origin}\r\nAccess-Control-Request-Method: POST\r\n");
        send(&server, &request("OPTIONS /v1/inboxes", &headers, ""))
    };
    assert!(preflight("https://app.example.com").starts_with("HTTP/1.1 200"));
    send(&server, &request("GET /health", "Origin: http://x\r\n", ""));
    send(
        &server,
        &request("GET /health", "Origin: https://simple.example.com\r\n", ""),
    );
    for number in 0..30 {
        let origin = format!("https://evil{number}.example.com \u{9b}x");
        assert!(preflight(&origin).starts_with("HTTP/1.1 403"));
    }
    let log = server.stop();
    let lines: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("sendook::cors"))
        .collect();
    assert_eq!(lines.len(), 10, "{log}");
    assert!(lines[0].contains("INFO  sendook::cors] origin refused: origin=https://simple.example.com method=GET client=127.0.0.1"), "{log}");
    assert!(
        lines[1].contains("origin=https://evil0.example.com\\x20\\xc2\\x9bx method=OPTIONS "),
        "{log}"
    );
}

#[test]
fn no_level_shows_a_credential_or_a_password() {
    let world = World::new();
    let server = world.start(&[("RUST_LOG", "trace"), ("SENDOOK_ACCESS_LOG", "on")]);
    let account = Client::new(&server).register("ada@example.com");
    let (key, token) = (text(&account, "/apiKey/key"), text(&account, "/token"));
    let once = key.replace('_', "%5F");
    let twice = once.replace('%', "%25");
    for at in [key, once.as_str(), twice.as_str()] {
        let headers = format!(
            "Authorization: Bearer {key}\r\nReferer: http://x/?k={at}\r\nUser-Agent: {at}\r\nCookie: a={token}\r\nOrigin: http://{at}\r\n"
        );
        send(
            &server,
            &request(&format!("GET /v1/inboxes/{at}?key={at}"), &headers, ""),
        );
        send(
            &server,
            &request(
                &format!("POST /oauth/introspect/{at}"),
                &headers,
                &format!("token={at}"),
            ),
        );
    }
    let log = server.stop();
    assert!(
        log.contains("TRACE") && log.contains(" GET /v1/inboxes/… 404 "),
        "{log}"
    );
    for secret in [&key[10..], &token[5..], PASSWORD] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn the_journal_gets_priorities_before_text_and_nobody_else_does() {
    let world = World::new();
    for (own, format, begins) in [
        (true, "text", "<4>["),
        (false, "text", "["),
        (true, "json", "{"),
    ] {
        let path = world.database().with_extension("log");
        let file = File::create(&path).unwrap();
        let metadata = file.metadata().unwrap();
        let inode = if own {
            metadata.ino()
        } else {
            metadata.ino() + 1
        };
        let mut command = world.command();
        command
            .args(["migrate"])
            .env("JOURNAL_STREAM", format!("{}:{inode}", metadata.dev()))
            .env("RUST_LOG", "trace")
            .env("SENDOOK_LOG_FORMAT", format)
            .env("SENDOOK_UNKNOWN", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::from(file));
        assert!(command.status().unwrap().success());
        let log = fs::read_to_string(&path).unwrap();
        let warning = log.lines().find(|line| line.contains("SENDOOK_UNKNOWN"));
        assert!(
            warning.is_some_and(|line| line.starts_with(begins)),
            "{log}"
        );
    }
}
