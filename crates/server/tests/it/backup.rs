//! A backup of a server that serves, and the way back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use serde_json::Value;

use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::{signal, sqlite};

#[test]
fn a_server_goes_on_from_a_backup_as_it_was_then() {
    let (world, server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    let (token, key) = (text(&account, "/token"), text(&account, "/apiKey/key"));
    let (code, told, errors) = world.outcome(&["backup", "backup.db"]);
    assert_eq!((code, errors), (Some(0), String::new()), "{told}");
    assert!(told.contains("users: 1 rows"), "{told}");
    assert!(told.contains("backup.db has all of it"), "{told}");
    // The server has gone on, and a key was deleted since.
    let path = format!(
        "/organizations/{}/api_keys/{}",
        text(&account, "/organization/id"),
        text(&account, "/apiKey/id")
    );
    assert_eq!(client.delete(&path, token).0, 200);
    client.register("grace@example.com");
    assert_eq!(client.get("/v1/whoami", key).0, 401);
    server.stop();

    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", world.database().display()));
    }
    fs::rename(
        world.database().with_file_name("backup.db"),
        world.database(),
    )
    .unwrap();
    let server = world.start(&[]);
    let client = Client::new(&server);
    assert_eq!(client.get("/auth/user", token).0, 200);
    assert_eq!(client.log_in("ada@example.com").0, 200);
    assert_eq!(client.log_in("grace@example.com").0, 401);
    // As the manual says: what was revoked since works again.
    assert_eq!(client.get("/v1/whoami", key).0, 200);
    assert_eq!(client.get("/health/ready", "").0, 200);
}

#[test]
fn a_backup_tells_programs_what_it_has() {
    let (world, _server, client) = World::serving(&[]);
    client.register("ada@example.com");
    let (code, told, _) = world.outcome(&["backup", "--json", "new.db"]);
    assert_eq!(code, Some(0), "{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    let file = fs::metadata(world.database().with_file_name("new.db")).unwrap();
    assert_eq!(told["file"], "new.db");
    assert_eq!(told["bytes"], file.len());
    assert_eq!(told["tables"]["users"], 1);
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_backup_that_cannot_be_is_refused_in_a_sentence() {
    let world = World::new();
    let (code, _, told) = world.outcome(&["backup", "new.db"]);
    assert_eq!(code, Some(1));
    assert!(told.starts_with("There is no database "), "{told}");
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    fs::write(world.database().with_file_name("old.db"), "precious").unwrap();
    let (code, _, told) = world.outcome(&["backup", "old.db"]);
    assert_eq!(code, Some(1));
    assert_eq!(
        told,
        "The file old.db exists already, and is not overwritten: choose another name."
    );
    assert_eq!(world.outcome(&["backup"]).0, Some(2));
    let (code, _, told) = world.outcome(&["backup", "no/such/folder.db"]);
    assert_eq!(code, Some(1));
    assert!(
        told.starts_with("The backup no/such/folder.db cannot be written: "),
        "{told}"
    );
}

#[cfg(feature = "postgres")]
#[test]
fn postgresql_is_left_to_pg_dump() {
    let output = World::new().run(
        &["backup", "new.db"],
        &[("DATABASE_URL", "postgres://db.example.com/sendook")],
    );
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("for PostgreSQL, use pg_dump."), "{told}");
}

#[test]
fn an_interrupted_backup_leaves_nothing() {
    let world = World::new();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    // Nobody can read it for now, and the backup waits.
    let mut owner = sqlite::connect(&world);
    owner
        .batch_execute(
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; UPDATE invalidation_head SET number = number; COMMIT",
        )
        .unwrap();
    for name in ["INT", "TERM", "HUP"] {
        let mut command = world.command();
        let command = command.args(["backup", "new.db"]).stderr(Stdio::piped());
        let running = command.spawn().unwrap();
        let partial = world.database().with_file_name("new.db.partial");
        let begun = Instant::now();
        while !partial.exists() {
            assert!(begun.elapsed() < Duration::from_secs(30));
            std::thread::yield_now();
        }
        let interrupted = Instant::now();
        assert!(signal::send(name, &[&running.id().to_string()]));
        let output = running.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(
            told.contains("The backup was interrupted, and nothing was kept."),
            "{told}"
        );
        assert!(
            interrupted.elapsed() < Duration::from_secs(4),
            "it has waited for the database"
        );
        for left in ["new.db", "new.db.partial"] {
            assert!(!world.database().with_file_name(left).exists(), "{left}");
        }
    }
}

#[test]
fn a_backup_that_is_interrupted_while_it_is_written_leaves_nothing() {
    let world = World::new();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    sqlite::connect(&world)
        .batch_execute(
            "CREATE TABLE filler AS WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 40000) \
             SELECT n, randomblob(1000) AS bytes FROM number",
        )
        .unwrap();
    let journal = world
        .database()
        .with_file_name("new.db.partial/copy.db-journal");
    let mut command = world.command();
    let mut running = command.args(["backup", "new.db"]).spawn().unwrap();
    while !journal.exists() {
        assert_eq!(running.try_wait().unwrap(), None, "it was not interrupted");
        std::thread::yield_now();
    }
    assert!(signal::send("TERM", &[&running.id().to_string()]));
    assert_eq!(running.wait().unwrap().code(), Some(1));
    let files = world.bytes().into_iter();
    let left: Vec<_> = files
        .map(|(path, _)| path.file_name().unwrap().display().to_string())
        .filter(|name| name.starts_with("new.db"))
        .collect();
    assert_eq!(left, [""; 0]);
}
