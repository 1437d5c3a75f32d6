//! Another process holds the lock of the file.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{Accounts as _, StoreError, Users as _};
use sendook_persistence::{OpenError, SqlStore, StoreOptions};
use sendook_testkit::builders::{an_account, an_audit_event};

use crate::sqlite::SqliteWorld;

fn impatient() -> StoreOptions {
    StoreOptions {
        busy_timeout: Duration::from_millis(50),
        ..StoreOptions::default()
    }
}

#[test]
fn a_write_gives_up_in_time_and_reads_do_not_wait() {
    let world = SqliteWorld::new();
    let store = SqlStore::open(&world.url(), &impatient()).unwrap();
    let (account, other) = (an_account(), an_account());
    let audit = || an_audit_event(AuditAction::Registered);
    store.open(&account, &audit()).unwrap();

    let mut holder = world.connect();
    holder.batch_execute("BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    let error = store.open(&other, &audit()).unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(store.user(&account.user.id).unwrap().is_some());

    holder.batch_execute("COMMIT").unwrap();
    store
        .open(&other, &audit())
        .expect("as soon as the lock is free");
}

#[test]
fn opening_says_that_the_file_is_locked() {
    let world = SqliteWorld::new();
    let mut holder = world.connect();
    let lock = "PRAGMA journal_mode = WAL; CREATE TABLE t (x); BEGIN IMMEDIATE";
    holder.batch_execute(lock).unwrap();
    let error = SqlStore::open(&world.url(), &impatient()).err().unwrap();
    assert!(matches!(error, OpenError::Locked(_)), "{error}");
    holder.batch_execute("COMMIT").unwrap();
    world.open();
}

#[test]
fn a_current_schema_is_opened_during_a_write() {
    let world = SqliteWorld::new();
    drop(world.open());
    let mut holder = world.connect();
    holder.batch_execute("BEGIN IMMEDIATE").unwrap();
    SqlStore::open(&world.url(), &impatient())
        .unwrap()
        .ready()
        .unwrap();
}
