use diesel::connection::SimpleConnection as _;

use crate::support::program::World;
use crate::support::sqlite;

#[test]
fn check_tells_what_is_pending_and_changes_nothing() {
    let world = World::new();
    let (code, pending, complaint) = world.outcome(&["migrate", "--check"]);
    assert_eq!(code, Some(1));
    assert!(complaint.contains("There is no database"), "{complaint}");
    assert!(!pending.is_empty() && pending.lines().all(|line| line.starts_with("Pending: ")));
    assert!(!world.database().exists());

    let (code, run, _) = world.outcome(&["migrate"]);
    assert_eq!(code, Some(0));
    assert_eq!(run, pending.replace("Pending", "Migrated"));

    for arguments in [&["migrate", "--check"][..], &["migrate"]] {
        let (code, told, _) = world.outcome(arguments);
        assert_eq!((code, told.as_str()), (Some(0), "The schema is current."));
    }
}

#[test]
fn check_exits_with_2_if_it_cannot_tell() {
    let world = World::new();
    std::fs::write(
        world.database(),
        "no database at all, but long enough to be read as one",
    )
    .unwrap();
    let (code, _, complaint) = world.outcome(&["migrate", "--check"]);
    assert_eq!(code, Some(2));
    assert!(complaint.contains("is not an SQLite database"));
}

#[test]
fn a_migration_that_fails_is_told_with_its_cause() {
    let world = World::new();
    let of_another = "CREATE TABLE users (name TEXT)";
    sqlite::connect(&world).batch_execute(of_another).unwrap();
    for arguments in [&["migrate"][..], &[]] {
        let (code, _, complaint) = world.outcome(arguments);
        assert_eq!(code, Some(1), "{complaint}");
        assert!(complaint.contains("was left as it was: "), "{complaint}");
        let cause = "table users already exists";
        assert_eq!(complaint.matches(cause).count(), 1, "{complaint}");
    }
}
