use std::process::Output;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};

use crate::program::World;

fn outcome(output: &Output) -> (Option<i32>, String) {
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

#[test]
fn check_tells_what_is_pending_and_changes_nothing() {
    let world = World::new();
    let output = world.run(&["migrate", "--check"], &[]);
    let (code, pending) = outcome(&output);
    assert_eq!(code, Some(1));
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.contains("There is no database"), "{complaint}");
    assert!(!pending.is_empty() && pending.lines().all(|line| line.starts_with("Pending: ")));
    assert!(!world.database().exists());

    let (code, run) = outcome(&world.run(&["migrate"], &[]));
    assert_eq!(code, Some(0));
    assert_eq!(run, pending.replace("Pending", "Migrated"));

    let current = (Some(0), "The schema is current.".to_owned());
    assert_eq!(outcome(&world.run(&["migrate", "--check"], &[])), current);
    assert_eq!(outcome(&world.run(&["migrate"], &[])), current);
}

#[test]
fn check_ends_otherwise_if_it_cannot_tell() {
    let world = World::new();
    std::fs::write(
        world.database(),
        "no database at all, but long enough to be read as one",
    )
    .unwrap();
    let output = world.run(&["migrate", "--check"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not an SQLite database"));
}

#[test]
fn a_migration_that_fails_is_told_with_its_cause() {
    let world = World::new();
    let mut database = SqliteConnection::establish(world.database().to_str().unwrap()).unwrap();
    let of_another = "CREATE TABLE users (name TEXT)";
    database.batch_execute(of_another).unwrap();
    for arguments in [&["migrate"][..], &[]] {
        let output = world.run(arguments, &[]);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{complaint}");
        assert!(complaint.contains("was left as it was: "), "{complaint}");
        let cause = "table users already exists";
        assert_eq!(complaint.matches(cause).count(), 1, "{complaint}");
    }
}
