use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use crate::support::client::{Client, PASSWORD};
use crate::support::program::{PROMPT, Running, World};

/// How long an orchestrator waits before it kills.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn signals_to_stop_end_an_idle_program() {
    for signal in ["TERM", "INT", "HUP"] {
        let mut server = World::new().start(&[]);
        server.signal(signal);
        assert_eq!(server.exit_code(PROMPT), Some(0), "{signal}");
        let log = server.rest_of_log();
        assert!(
            log.contains(&format!("SIG{signal}: finishing the requests in flight")),
            "{log}"
        );
        assert!(log.contains("Sendook has stopped"), "{log}");
    }
}

#[test]
fn idle_connections_do_not_delay_the_stop() {
    let mut server = World::new().start(&[]);
    let mut idle = TcpStream::connect(server.address).unwrap();
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut answered = BufReader::new(idle);
    let mut status = String::new();
    answered.read_line(&mut status).unwrap();
    assert_eq!(status, "HTTP/1.1 200 OK\r\n");
    server.signal("TERM");
    assert_eq!(server.exit_code(PROMPT), Some(0));
}

/// Sends the head of a registration, waits until the server asks for the body, and gives the rest to send.
fn begin_registration(server: &Running) -> (TcpStream, String) {
    let body = json!({"email": "ada@example.com", "password": PASSWORD, "first_name": "Ada"});
    let body = body.to_string();
    let mut connection = TcpStream::connect(server.address).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST /auth/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    connection.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    (connection, body)
}

#[test]
fn a_request_in_flight_is_finished() {
    for signal in ["TERM", "INT", "HUP"] {
        let world = World::new();
        let mut server = world.start(&[]);
        let (mut connection, body) = begin_registration(&server);
        server.signal(signal);
        connection.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201 "), "{signal}: {answer}");
        assert_eq!(server.exit_code(PATIENCE), Some(0), "{signal}");

        let server = world.start(&[]);
        assert_eq!(Client::new(&server).log_in("ada@example.com").0, 200);
    }
}

#[test]
fn a_request_that_never_ends_is_cut_off_in_time() {
    let mut server = World::new().start(&[]);
    let _unfinished = begin_registration(&server);
    server.signal("TERM");
    assert_eq!(server.exit_code(PATIENCE), Some(0));
}
