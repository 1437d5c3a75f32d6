//! A store notices when others remove its files or put others in their place.

use std::fs;

use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{
    Accounts as _, ApiKeys as _, Freshness as _, StoreError, Untrusted, Users as _,
};
use sendook_persistence::{NotReady, SqlStore};
use sendook_testkit::builders::{an_account, an_audit_event};

use crate::sqlite::SqliteWorld;

fn is_ready(store: &SqlStore) -> bool {
    match store.ready() {
        Ok(()) => true,
        Err(NotReady::Untrusted(Untrusted::Replaced)) => false,
        Err(other) => panic!("{other}"),
    }
}

fn assert_nothing_works(store: &SqlStore) {
    let account = an_account();
    let audit = an_audit_event(AuditAction::Registered);
    let refusals = [
        store.position().err(),
        store.key_by_digest(&account.api_key.digest).err(),
        store.user(&account.user.id).err(),
        store.open(&account, &audit).err(),
    ];
    for refusal in refusals {
        assert!(
            matches!(refusal, Some(StoreError::Untrusted(Untrusted::Replaced))),
            "{refusal:?}"
        );
    }
}

#[test]
fn a_store_whose_shared_memory_was_removed_answers_nothing() {
    let world = SqliteWorld::new();
    let store = world.open();
    assert!(is_ready(&store));
    fs::remove_file(world.path() + "-shm").unwrap();
    assert!(!is_ready(&store));
    assert_nothing_works(&store);
}

#[test]
fn a_store_whose_file_was_replaced_answers_nothing_until_it_is_back() {
    let (world, other) = (SqliteWorld::new(), SqliteWorld::new());
    let store = world.open();
    let aside = world.folder().join("aside");
    fs::rename(world.path(), &aside).unwrap();
    assert!(!is_ready(&store));
    drop(other.open());
    fs::copy(other.path(), world.path()).unwrap();
    assert!(!is_ready(&store));
    assert_nothing_works(&store);
    fs::rename(&aside, world.path()).unwrap();
    assert!(is_ready(&store));
    store.position().unwrap();
}

#[test]
fn what_other_processes_and_checkpoints_do_is_no_replacement() {
    let (world, store, account) = SqliteWorld::with_account();
    world.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_checkpoint(RESTART);");
    drop(world.open());
    assert!(is_ready(&store));
    assert!(
        store
            .key_by_digest(&account.api_key.digest)
            .unwrap()
            .is_some()
    );
}
