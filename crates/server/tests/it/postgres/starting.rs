//! What an operator sees at start.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use crate::postgres::schema::Schema;
use crate::support::client::Client;
use crate::support::program::World;

/// A URL at which nothing listens.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    format!("postgres://ada:hunter2@{address}/sendook")
}

#[test]
fn a_database_that_stays_away_is_told_and_given_up() {
    let world = World::on(&nowhere());
    for (command, wait, tries_again) in [
        (&[][..], "3s", true),
        (&["migrate"], "3s", true),
        (&[], "0", false),
    ] {
        let begun = Instant::now();
        let output = world.run(command, &[("SENDOOK_DATABASE_WAIT", wait)]);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(begun.elapsed() >= Duration::from_secs(3), tries_again);
        assert!(begun.elapsed() < Duration::from_secs(10));
        let again = usize::from(tries_again);
        assert_eq!(told.matches("Trying again").count(), again, "{told}");
        let last = told.lines().last().unwrap();
        assert!(last.contains("cannot be reached"), "{told}");
        assert!(last.contains("ada@127.0.0.1"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn a_database_that_comes_up_late_is_waited_for() {
    let schema = Schema::new();
    let (proxy, url) = schema.through_proxy();
    proxy.cut();
    let world = World::on(&url);
    thread::scope(|scope| {
        let starting = scope.spawn(|| world.start(&[]));
        thread::park_timeout(Duration::from_secs(2));
        assert!(!starting.is_finished());
        proxy.mend();
        let server = starting.join().unwrap();
        assert_eq!(Client::new(&server).get("/health/ready", "").0, 200);
    });
}

#[test]
fn a_server_older_than_the_schema_refuses_to_start() {
    let schema = Schema::new();
    let world = schema.world();
    assert!(world.run(&["migrate"], &[]).status.success());
    schema.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000001')");
    for (command, code) in [
        (&[][..], 1),
        (&["migrate"], 1),
        (&["migrate", "--check"], 2),
    ] {
        let (ended, _, told) = world.outcome(command);
        assert_eq!(ended, Some(code), "{command:?}");
        assert!(told.contains("was migrated by a newer version (it has 99990101000001)"));
        assert!(!told.contains("Trying again"), "{told}");
    }
}

#[test]
fn the_schema_is_migrated_once_and_checked_without_a_change() {
    let schema = Schema::new();
    let world = schema.world();
    let run = |arguments: &[&str]| {
        let (code, told, _) = world.outcome(arguments);
        (code, told)
    };
    let (code, pending) = run(&["migrate", "--check"]);
    assert_eq!(code, Some(1));
    assert!(!pending.is_empty());
    assert_eq!(run(&["migrate", "--check"]), (Some(1), pending.clone()));
    assert_eq!(
        run(&["migrate"]),
        (Some(0), pending.replace("Pending", "Migrated"))
    );
    let current = (Some(0), "The schema is current.".to_owned());
    assert_eq!(run(&["migrate"]), current);
    assert_eq!(run(&["migrate", "--check"]), current);
}
