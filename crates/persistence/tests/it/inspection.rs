//! Looking at a database, which changes none of its files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sendook_persistence::{Inspection, OpenError, SqlStore, StoreOptions};

use crate::copying;
use crate::opened;
use crate::sqlite::SqliteWorld;

/// The files of a server that was killed: its last commits are in the log alone.
fn after_a_crash() -> SqliteWorld {
    let running = SqliteWorld::new();
    let store = running.open();
    opened(&store);
    let crashed = SqliteWorld::new();
    for suffix in ["", "-wal", "-shm"] {
        let copy = format!("{}{suffix}", crashed.path());
        fs::copy(format!("{}{suffix}", running.path()), copy).unwrap();
    }
    crashed
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read(entry.path()).unwrap())
    });
    entries.collect()
}

fn inspect(url: &str) -> Result<Inspection, OpenError> {
    Inspection::open(url, &StoreOptions::default())
}

#[test]
fn a_look_leaves_the_log_of_a_killed_server_as_it_is() {
    let world = after_a_crash();
    let before = files(&world.folder());
    assert!(!before["sendook.db-wal"].is_empty());
    let mut inspection = inspect(&world.url()).unwrap();
    inspection.check_schema().unwrap();
    assert_eq!(inspection.damage().unwrap(), None);
    drop(inspection);
    let pending = SqlStore::pending_migrations(&world.url(), &StoreOptions::default());
    assert_eq!(pending.unwrap(), [""; 0]);
    assert!(files(&world.folder()) == before, "a file was changed");

    // What can be made anew from the log may be lost.
    fs::remove_file(format!("{}-shm", world.path())).unwrap();
    inspect(&world.url()).unwrap().check_schema().unwrap();
    let after = files(&world.folder());
    for name in ["sendook.db", "sendook.db-wal"] {
        assert!(after[name] == before[name], "{name} was changed");
    }
}

#[test]
fn a_source_of_a_copy_keeps_its_log() {
    let (world, target) = (after_a_crash(), SqliteWorld::new());
    let before = files(&world.folder());
    let copied = copying::copy(&world.url(), &target.url()).unwrap();
    let users = copied.iter().find(|table| table.name == "users").unwrap();
    assert_eq!(users.rows, 1, "it was in the log alone");
    let after = files(&world.folder());
    for name in ["sendook.db", "sendook.db-wal"] {
        assert!(after[name] == before[name], "{name} was changed");
    }
}

#[test]
fn a_look_at_a_stopped_database_leaves_no_files() {
    let (world, store, _) = SqliteWorld::with_account();
    drop(store);
    let before = files(&world.folder());
    inspect(&world.url()).unwrap().check_schema().unwrap();
    assert!(files(&world.folder()) == before, "a file was changed");
}

#[test]
fn what_is_no_database_is_recognized() {
    let world = SqliteWorld::new();
    fs::write(world.path(), "root:x:0:0:root:/root:/bin/bash\n").unwrap();
    assert_eq!(Inspection::file(&world.url()), None);
    let refused = inspect(&world.url()).err().unwrap();
    assert!(matches!(refused, OpenError::NotADatabase(_)), "{refused}");

    let folder = format!("sqlite://{}", world.folder().display());
    assert_eq!(Inspection::file(&folder), None);
    let refused = inspect(&folder).err().unwrap();
    assert!(matches!(refused, OpenError::IsFolder(_)), "{refused}");
    let refused = SqlStore::pending_migrations(&folder, &StoreOptions::default());
    let refused = refused.unwrap_err();
    assert!(matches!(refused, OpenError::IsFolder(_)), "{refused}");
}
