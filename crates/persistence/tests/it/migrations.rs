//! The steps of the schema: the same on both databases, there and back, and never from the future.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use sendook_persistence::{NotReady, OpenError, SqlStore, StoreOptions};

use crate::chain;
use crate::sqlite::SqliteWorld;

pub(crate) const SQLITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite");
pub(crate) const POSTGRES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/postgres");

fn steps(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

fn options() -> StoreOptions {
    StoreOptions::default()
}

#[test]
fn both_databases_take_the_same_steps() {
    assert_eq!(steps(SQLITE), steps(POSTGRES));
    for folder in [SQLITE, POSTGRES] {
        for step in steps(folder) {
            for way in ["up.sql", "down.sql"] {
                let file = Path::new(folder).join(&step).join(way);
                assert!(file.metadata().unwrap().len() > 0, "{}", file.display());
            }
        }
    }
}

#[test]
fn pending_steps_are_listed_without_making_a_file() {
    let world = SqliteWorld::new();
    let all: Vec<_> = steps(SQLITE).into_iter().collect();
    let pending = || SqlStore::pending_migrations(&world.url(), &options()).unwrap();
    assert_eq!(pending(), all);
    assert!(!Path::new(&world.path()).exists());
    assert_eq!(SqlStore::migrate(&world.url(), &options()).unwrap(), all);
    assert!(pending().is_empty());
    assert!(
        SqlStore::migrate(&world.url(), &options())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn the_schema_goes_up_and_down_and_up() {
    let world = SqliteWorld::new();
    drop(world.open());
    let schema = || world.texts("SELECT sql AS text FROM sqlite_schema WHERE sql IS NOT NULL");
    let before = schema();
    let source = FileBasedMigrations::from_path(SQLITE).unwrap();
    world.connect().revert_all_migrations(source).unwrap();
    assert_eq!(world.tables(), Vec::<String>::new());
    drop(world.open());
    assert_eq!(schema(), before);
}

#[test]
fn a_store_whose_schema_lags_behind_is_not_ready() {
    let world = SqliteWorld::new();
    let store = world.open();
    store.ready().unwrap();
    let source = FileBasedMigrations::from_path(SQLITE).unwrap();
    world.connect().revert_last_migration(source).unwrap();
    let error = store.ready().unwrap_err();
    assert_eq!(error.code(), "schema_outdated");
    let last = steps(SQLITE).pop_last().unwrap();
    assert!(matches!(error, NotReady::SchemaOutdated(step) if step == last));
}

#[test]
fn a_schema_from_the_future_is_refused() {
    let world = SqliteWorld::new();
    let running = world.open();
    world.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000001')");
    let refusals = [
        SqlStore::open(&world.url(), &options()).map(drop),
        SqlStore::migrate(&world.url(), &options()).map(drop),
        SqlStore::pending_migrations(&world.url(), &options()).map(drop),
    ];
    for refusal in refusals {
        let error = refusal.unwrap_err();
        assert!(matches!(error, OpenError::NewerSchema { .. }), "{error}");
        assert!(error.to_string().contains("99990101000001"), "{error}");
    }
    running
        .ready()
        .expect("a server that is already running goes on");
}

#[test]
fn a_migration_that_fails_leaves_nothing_behind() {
    let world = SqliteWorld::new();
    world.execute("CREATE TABLE api_keys (somebody TEXT)");
    let error = SqlStore::migrate(&world.url(), &options()).unwrap_err();
    assert!(matches!(error, OpenError::Migration { .. }), "{error}");
    let chain = chain(&error);
    assert!(chain.contains("api_keys already exists"), "{chain}");
    assert_eq!(world.tables(), ["api_keys"]);
}
