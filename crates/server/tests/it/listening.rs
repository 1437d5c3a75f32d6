use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::program::World;

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

#[test]
fn headers_that_do_not_arrive_in_time_are_answered_with_408() {
    let world = World::new();
    let server = world.start(&[]);
    let mut slow = TcpStream::connect(server.address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let begun = Instant::now();
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
        .unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    let took = begun.elapsed();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!((4.5..8.0).contains(&took.as_secs_f32()), "{took:?}");
}
