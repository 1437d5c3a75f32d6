//! What the program and a service manager such as systemd tell each other.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::support::client::{Client, text};
use crate::support::program::{PROMPT, World};

#[test]
fn the_manager_learns_that_the_service_is_ready_lives_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let told = || {
        let mut message = [0; 512];
        let length = manager.recv(&mut message).expect("the manager is not told");
        String::from_utf8(message[..length].to_vec()).unwrap()
    };
    let mut server = World::new().start(&[
        ("NOTIFY_SOCKET", path.to_str().unwrap()),
        ("WATCHDOG_USEC", "800000"),
    ]);
    let ready = format!("READY=1\nSTATUS=Listens on http://{}", server.address);
    assert_eq!(told(), ready);
    assert_eq!(told(), "WATCHDOG=1");
    assert_eq!(told(), "WATCHDOG=1");
    server.signal("TERM");
    while !told().starts_with("STOPPING=1\n") {}
    assert_eq!(server.exit_code(PROMPT), Some(0));
}

/// The program, as a service manager starts it that has opened this socket.
fn with_socket(socket: OwnedFd) -> Command {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            r#"export LISTEN_FDS=1 LISTEN_PID=$$; exec "$0" 3>&1 >/dev/null"#,
            env!("CARGO_BIN_EXE_sendook"),
        ])
        .stdout(Stdio::from(socket));
    command
}

/// Checks a key on a connection of its own, as a proxy does, and says whether the answer was 200.
fn key_is_accepted(server: SocketAddr, key: &str) -> bool {
    let mut answer = String::new();
    let asked = TcpStream::connect(server).and_then(|mut connection| {
        let request = format!(
            "GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
        );
        connection.write_all(request.as_bytes())?;
        connection.read_to_string(&mut answer)
    });
    asked.is_ok() && answer.starts_with("HTTP/1.1 200 ")
}

#[test]
fn a_restart_on_a_socket_of_the_manager_costs_no_request() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let socket = || OwnedFd::from(listener.try_clone().unwrap());
    let world = World::new();
    let mut server = world.start_by(with_socket(socket()), &[]);
    assert_eq!(server.address, listener.local_addr().unwrap());
    let address = server.address;
    let account = Client::new(&server).register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let over = AtomicBool::new(false);
    let load = || {
        let (mut accepted, mut failed) = (0, 0);
        while !over.load(Ordering::Relaxed) {
            *if key_is_accepted(address, key) {
                &mut accepted
            } else {
                &mut failed
            } += 1;
        }
        (accepted, failed)
    };
    let (accepted, failed) = thread::scope(|scope| {
        let clients: Vec<_> = (0..8).map(|_| scope.spawn(load)).collect();
        for _ in 0..3 {
            for _ in 0..25 {
                assert!(key_is_accepted(address, key));
            }
            server.signal("TERM");
            assert_eq!(server.exit_code(PROMPT), Some(0));
            server = world.start_by(with_socket(socket()), &[]);
        }
        over.store(true, Ordering::Relaxed);
        let counts = clients.into_iter().map(|client| client.join().unwrap());
        counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    assert!(accepted > 0);
    assert_eq!(failed, 0, "beside {accepted} that were answered");
}

#[test]
fn a_socket_that_cannot_be_served_is_told_in_a_sentence() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let connection = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let datagram = UnixDatagram::unbound().unwrap();
    for (socket, why) in [
        (
            OwnedFd::from(connection),
            "it does not listen (is it Accept=yes?)",
        ),
        (OwnedFd::from(datagram), "fd 3 is not a valid tcp socket"),
    ] {
        let mut command = with_socket(socket);
        let world = World::new();
        command.env("DATABASE_URL", world.database_url());
        let output = command.stdin(Stdio::null()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let sentence = format!("A socket of the service manager cannot be used: {why}.");
        assert!(told.lines().any(|line| line == sentence), "{told}");
        assert_eq!(output.status.code(), Some(1));
    }
}
