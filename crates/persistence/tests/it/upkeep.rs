//! A file that is damaged or full says so, and its log does not grow without bound.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt as _;

use diesel::connection::SimpleConnection as _;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{Accounts as _, AuditTrail as _, StoreError};
use sendook_persistence::{NotReady, SqlStore};
use sendook_testkit::builders::{an_account, an_audit_event};

use crate::sqlite::SqliteWorld;

fn record(store: &SqlStore) -> Result<(), StoreError> {
    store.record(&an_audit_event(AuditAction::LoginFailed))
}

/// Writes nonsense over the first page of a table or an index.
pub(crate) fn damage(world: &SqliteWorld, name: &str) {
    world.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    let number = |query: &str| world.texts(query).pop().unwrap().parse::<u64>().unwrap();
    let page = number(&format!(
        "SELECT CAST(rootpage AS TEXT) AS text FROM sqlite_schema WHERE name = '{name}'"
    ));
    let size = number("SELECT CAST(page_size AS TEXT) AS text FROM pragma_page_size");
    let file = OpenOptions::new().write(true).open(world.path()).unwrap();
    file.write_all_at(&[0x5a; 512], (page - 1) * size).unwrap();
}

#[test]
fn a_whole_file_is_whole() {
    let world = SqliteWorld::new();
    let store = world.open();
    store
        .open(&an_account(), &an_audit_event(AuditAction::Registered))
        .unwrap();
    assert_eq!(store.check_integrity().unwrap(), None);
    store.ready().unwrap();
}

#[test]
fn a_damaged_file_is_found_by_reading_all_of_it() {
    let world = SqliteWorld::new();
    drop(world.open());
    damage(&world, "inboxes");
    let store = world.open();
    store.ready().expect("the damage was not read yet");
    assert!(store.check_integrity().unwrap().is_some());
    let reason = store.ready().unwrap_err();
    assert!(matches!(reason, NotReady::DatabaseDamaged), "{reason}");
    assert_eq!(reason.code(), "database_damaged");
}

#[test]
fn a_damaged_file_is_found_by_the_first_who_meets_it() {
    let world = SqliteWorld::new();
    drop(world.open());
    damage(&world, "audit_events");
    let store = world.open();
    record(&store).unwrap_err();
    let reason = store.ready().unwrap_err();
    assert!(matches!(reason, NotReady::DatabaseDamaged), "{reason}");
}

/// Has every write fail as SQLite itself says it.
fn refuse_writes(world: &SqliteWorld, message: &str) {
    for table in ["audit_events", "invalidation_head"] {
        let events = if table == "audit_events" {
            "INSERT"
        } else {
            "UPDATE"
        };
        world.execute(&format!(
            "CREATE TRIGGER refuse_{table} BEFORE {events} ON {table} \
             BEGIN SELECT RAISE(ROLLBACK, '{message}'); END"
        ));
    }
}

#[test]
fn a_database_that_takes_no_write_is_not_ready_until_one_succeeds() {
    for (message, code) in [
        ("database or disk is full", "database_full"),
        ("attempt to write a readonly database", "database_read_only"),
    ] {
        let world = SqliteWorld::new();
        let store = world.open();
        refuse_writes(&world, message);
        store.ready().expect("no write was tried yet");
        let error = record(&store).unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        for _ in 0..2 {
            assert_eq!(store.ready().unwrap_err().code(), code);
        }
        world.execute("DROP TRIGGER refuse_audit_events");
        assert_eq!(store.ready().unwrap_err().code(), code, "the probe fails");
        world.execute("DROP TRIGGER refuse_invalidation_head");
        store.ready().expect("the probe succeeds");
        record(&store).unwrap();
    }
}

#[test]
fn another_failure_does_not_hide_that_there_is_no_room() {
    let world = SqliteWorld::new();
    let store = world.open();
    refuse_writes(&world, "database or disk is full");
    record(&store).unwrap_err();
    let account = an_account();
    let line = an_audit_event(AuditAction::Registered);
    world.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    store.open(&account, &line).unwrap_err();
    assert_eq!(store.ready().unwrap_err().code(), "database_full");
}

#[test]
fn a_long_log_is_emptied_once_no_read_is_under_way() {
    let world = SqliteWorld::new();
    let store = world.open();
    let path = format!("{}-wal", world.path());
    let length = || fs::metadata(&path).unwrap().len();
    for _ in 0..20 {
        record(&store).unwrap();
    }
    let long = length();
    assert!(long > 0);
    assert!(
        !store.shorten_log(long).unwrap(),
        "it is not longer than that"
    );
    assert_eq!(length(), long);

    let mut reader = world.connect();
    reader
        .batch_execute("BEGIN; SELECT count(*) FROM audit_events;")
        .unwrap();
    record(&store).unwrap();
    assert!(!store.shorten_log(long - 1).unwrap(), "a read is under way");
    assert!(length() >= long);
    reader.batch_execute("COMMIT").unwrap();

    assert!(store.shorten_log(long - 1).unwrap());
    assert_eq!(length(), 0);
    record(&store).unwrap();
    assert_eq!(world.texts("SELECT id AS text FROM audit_events").len(), 22);
}
