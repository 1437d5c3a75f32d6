//! Backups of a file that is in use.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sendook_domain::ports::Users as _;
use sendook_persistence::{
    Backup, BackupError, BackupProgress, FinishedBackup, SqlStore, StoreOptions,
};

use crate::sqlite::SqliteWorld;
use crate::upkeep::damage;
use crate::{chain, opened};

fn target(world: &SqliteWorld) -> PathBuf {
    world.folder().join("backup.db")
}

fn back_up(world: &SqliteWorld) -> Result<FinishedBackup, BackupError> {
    Backup::begin(&world.url(), &target(world), &StoreOptions::default())?.run()
}

fn begin(world: &SqliteWorld) -> Backup {
    Backup::begin(&world.url(), &target(world), &StoreOptions::default()).unwrap()
}

fn open_backup(world: &SqliteWorld) -> SqlStore {
    let url = format!("sqlite://{}", target(world).display());
    SqlStore::open_existing(&url, &StoreOptions::default()).unwrap()
}

/// The files of the folder that are no part of the database.
fn others(world: &SqliteWorld) -> Vec<String> {
    let names = fs::read_dir(world.folder()).unwrap().map(|entry| {
        let name = entry.unwrap().file_name();
        name.into_string().unwrap()
    });
    let mut names: Vec<_> = names
        .filter(|name| !name.starts_with("sendook.db"))
        .collect();
    names.sort();
    names
}

fn rows(finished: &FinishedBackup, table: &str) -> u64 {
    let found = finished.tables.iter().find(|(name, _)| name == table);
    found.unwrap().1
}

#[test]
fn a_backup_is_one_private_file_with_everything_in_it() {
    let (world, store, account) = SqliteWorld::with_account();
    let finished = back_up(&world).unwrap();
    assert_eq!(others(&world), ["backup.db"]);
    let file = fs::metadata(target(&world)).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
    assert_eq!(file.len(), finished.bytes);
    assert_eq!(rows(&finished, "users"), 1);
    assert_eq!(rows(&finished, "api_keys"), 1);
    // What came later is not in it.
    opened(&store);
    let backup = open_backup(&world);
    let found = backup.user(&account.user.id).unwrap();
    assert_eq!(found.unwrap().email, account.user.email);
    backup.ready().unwrap();
}

#[test]
fn a_backup_has_all_that_was_acknowledged_before_it_and_hinders_no_writer() {
    let (world, store, _) = SqliteWorld::with_account();
    let acknowledged = AtomicUsize::new(1);
    let finished = thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..200 {
                opened(&store);
                acknowledged.fetch_add(1, Ordering::SeqCst);
            }
        });
        (0..3)
            .map(|round| {
                let before = acknowledged.load(Ordering::SeqCst);
                let target = world.folder().join(format!("backup-{round}.db"));
                let backup = Backup::begin(&world.url(), &target, &StoreOptions::default());
                (before, backup.unwrap().run().unwrap())
            })
            .collect::<Vec<_>>()
    });
    assert_eq!(acknowledged.load(Ordering::SeqCst), 201);
    for (before, finished) in finished {
        let users = rows(&finished, "users");
        assert!(users >= before as u64, "{users} of {before}");
        // In one moment: nobody has an account without a key.
        assert_eq!(rows(&finished, "api_keys"), users);
    }
}

#[test]
fn a_file_that_exists_is_never_overwritten() {
    let (world, _store, _) = SqliteWorld::with_account();
    fs::write(target(&world), "precious").unwrap();
    let refused = back_up(&world).unwrap_err();
    assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
    assert_eq!(fs::read(target(&world)).unwrap(), b"precious");
    fs::remove_file(target(&world)).unwrap();
    let other = begin(&world);
    let refused = back_up(&world).unwrap_err();
    assert!(matches!(refused, BackupError::Unfinished(_)), "{refused}");
    assert_eq!(others(&world), ["backup.db.partial"]);
    // Somebody takes the name while the copy is made.
    fs::write(target(&world), "precious").unwrap();
    let refused = other.run().unwrap_err();
    assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
    assert_eq!(fs::read(target(&world)).unwrap(), b"precious");
    assert_eq!(others(&world), ["backup.db"]);
}

#[test]
fn a_backup_that_is_given_up_leaves_nothing() {
    let (world, _store, _) = SqliteWorld::with_account();
    drop(begin(&world));
    assert_eq!(others(&world), [""; 0]);
    let backup = begin(&world);
    assert_eq!(others(&world), ["backup.db.partial"]);
    let folder = fs::metadata(world.folder().join("backup.db.partial")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    backup.discard();
    assert_eq!(others(&world), [""; 0]);
    // It cannot be finished any more, and what others have put there since is not touched.
    fs::write(target(&world), "of somebody else").unwrap();
    backup.run().unwrap_err();
    drop(backup);
    assert_eq!(fs::read(target(&world)).unwrap(), b"of somebody else");
}

/// 40 MB for the copy to write: more than SQLite keeps in memory, so that it needs its journal.
fn fill(world: &SqliteWorld) {
    world.execute(
        "CREATE TABLE filler AS WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 40000) \
         SELECT n, randomblob(1000) AS bytes FROM number",
    );
}

#[test]
fn a_backup_that_is_given_up_while_it_is_written_leaves_nothing() {
    let (world, _store, _) = SqliteWorld::with_account();
    fill(&world);
    let backup = begin(&world);
    assert_eq!(backup.progress(), BackupProgress::Waits);
    let folder = world.folder().join("backup.db.partial");
    thread::scope(|scope| {
        let running = scope.spawn(|| backup.run());
        while !folder.join("copy.db-journal").exists() {
            assert!(!running.is_finished());
            thread::yield_now();
        }
        let written = || match backup.progress() {
            BackupProgress::Writes { bytes, most } => (bytes, most),
            other => panic!("{other:?}"),
        };
        assert!(written().1 > 40_000_000, "{:?}", written());
        while written().0 == 0 {
            thread::yield_now();
        }
        assert!(written().0 <= written().1, "{:?}", written());
        backup.discard();
        assert_eq!(others(&world), [""; 0]);
        running.join().unwrap().unwrap_err();
    });
    // SQLite went on for a while.
    assert_eq!(others(&world), [""; 0]);
}

#[test]
fn a_damaged_database_gives_no_backup() {
    let (world, store, _) = SqliteWorld::with_account();
    drop(store);
    damage(&world, "users");
    let backup = begin(&world);
    let refused = backup.run().unwrap_err();
    assert!(chain(&refused).contains("malformed"), "{refused}");
    // The program may end before its last part lets go of the backup.
    assert_eq!(others(&world), [""; 0]);
    drop(backup);
    fs::write(world.path(), vec![b'x'; 8192]).unwrap();
    let refused = back_up(&world).unwrap_err();
    assert!(
        chain(&refused).contains("is not an SQLite database"),
        "{refused}"
    );
    assert_eq!(others(&world), [""; 0]);
}

#[test]
fn what_is_no_database_gives_no_backup() {
    let world = SqliteWorld::new();
    let refused = back_up(&world).unwrap_err();
    assert!(
        refused.to_string().contains("There is no database"),
        "{refused}"
    );
    world.execute("CREATE TABLE other (id)");
    let refused = back_up(&world).unwrap_err();
    assert!(matches!(refused, BackupError::NoSchema(_)), "{refused}");
    assert_eq!(others(&world), [""; 0]);
}

#[test]
fn a_database_is_backed_up_before_it_is_upgraded() {
    let (world, store, _) = SqliteWorld::with_account();
    drop(store);
    world.execute(
        "DELETE FROM __diesel_schema_migrations \
         WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)",
    );
    let finished = back_up(&world).unwrap();
    assert_eq!(rows(&finished, "users"), 1);
}

#[cfg(feature = "postgres")]
#[test]
fn postgresql_has_its_own() {
    let world = SqliteWorld::new();
    let options = StoreOptions::default();
    let refused = Backup::begin("postgres://db.example.com/x", &target(&world), &options);
    let refused = refused.err().unwrap();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
    assert_eq!(others(&world), [""; 0]);
}
