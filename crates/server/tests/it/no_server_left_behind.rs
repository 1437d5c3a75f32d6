//! A test that fails must not leave servers behind: they would hold ports, files and memory indefinitely.

use std::sync::mpsc;
use std::thread;

use crate::support::program::{Running, World};
use crate::support::signal;

/// Fails as a test does, with a server running that has been treated so; says whether the server is still there.
fn is_left_by_a_failing_test(treatment: fn(&Running)) -> bool {
    let (send, process) = mpsc::channel();
    let test = thread::spawn(move || {
        let server = World::new().start(&[]);
        send.send(server.pid.clone()).unwrap();
        treatment(&server);
        panic!("a test that is meant to fail");
    });
    assert!(test.join().is_err());
    signal::send("0", &[&process.recv().unwrap()])
}

#[test]
fn a_test_that_fails_leaves_no_server_behind() {
    assert!(!is_left_by_a_failing_test(|_| {}));
}

#[test]
fn a_server_that_has_ended_by_itself_is_no_second_failure() {
    assert!(!is_left_by_a_failing_test(|server| server.signal("KILL")));
}
