use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::program::World;

#[test]
fn an_address_in_use_is_told_in_a_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = World::new().run(&[], &[("SENDOOK_BIND", &address)]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let sentence = format!(
        "The address {address} is already in use: stop the other program, or set SENDOOK_BIND."
    );
    assert!(told.lines().any(|line| line == sentence), "{told}");
}

/// What the server says to headers that stop half-way, and how long it waits.
fn answer_to_a_half(mut connection: TcpStream) -> (String, Duration) {
    connection
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let begun = Instant::now();
    connection
        .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
        .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    (answer, begun.elapsed())
}

#[test]
fn headers_that_do_not_arrive_in_time_are_answered_with_408() {
    let server = World::new().start(&[]);
    let fresh = TcpStream::connect(server.address).unwrap();
    let mut kept = TcpStream::connect(server.address).unwrap();
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut first = [0; 4096];
    let length = kept.read(&mut first).unwrap();
    assert!(first[..length].starts_with(b"HTTP/1.1 200 "));
    let halves = [fresh, kept].map(|connection| thread::spawn(|| answer_to_a_half(connection)));
    for half in halves {
        let (answer, took) = half.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["code"], "request_timeout");
        for header in [
            "x-request-id: req_",
            "x-content-type-options: nosniff",
            "date: ",
        ] {
            assert!(head.contains(header), "no {header} in {head}");
        }
        assert!((4.5..8.0).contains(&took.as_secs_f32()), "{took:?}");
    }
}

#[test]
fn one_address_holds_a_part_of_all_connections_and_a_trusted_proxy_all() {
    // How many of these connections are refused, once the log has that line.
    let refused = |settings: &[(&str, &str)], connections: usize, line: &str| {
        let server = World::new().start(settings);
        let asked = |_| {
            let mut connection = TcpStream::connect(server.address).unwrap();
            let _ = connection.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            let mut status = [0; 13];
            connection.read_exact(&mut status).unwrap();
            (connection, status)
        };
        let held: Vec<_> = (0..connections).map(asked).collect();
        server.wait_for(line);
        let statuses = held.iter().map(|(_, status)| status);
        statuses
            .filter(|status| *status == b"HTTP/1.1 503 ")
            .count()
    };
    let few = ("SENDOOK_MAX_CONNECTIONS", "64");
    let trusted = ("SENDOOK_TRUSTED_PROXIES", "127.0.0.1");
    let line = "INFO  sendook::connections::gate] refused a connection from 127.0.0.1: it holds 32";
    assert_eq!(refused(&[few], 33, line), 1);
    let line =
        "WARN  sendook::connections::gate] refused a connection from 127.0.0.1: all 64 are taken";
    assert_eq!(refused(&[few, trusted], 65, line), 1);
}

#[test]
fn the_limit_of_open_files_is_raised_and_told() {
    let world = World::new();
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -S -n 256; exec \"$0\""])
        .arg(env!("CARGO_BIN_EXE_sendook"));
    let server = world.start_by(command, &[("RUST_LOG", "info,sendook=debug")]);
    assert!(
        server
            .log_until_it_listened
            .contains("raised the limit of open files from 256 to "),
        "{}",
        server.log_until_it_listened
    );
}
