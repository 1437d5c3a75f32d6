//! Opening a database, and the sentences that an operator gets when that fails.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::thread;

use sendook_persistence::{OpenError, SqlStore, StoreOptions};

use crate::sqlite::SqliteWorld;

fn refusal(url: &str) -> OpenError {
    let opened = SqlStore::open(url, &StoreOptions::default());
    opened.err().expect("the URL is refused")
}

#[cfg(unix)]
#[test]
fn a_new_file_and_its_companions_belong_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let world = SqliteWorld::new();
    let store = world.open();
    for suffix in ["", "-wal", "-shm"] {
        let file = format!("{}{suffix}", world.path());
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    drop(store);
}

#[cfg(unix)]
#[test]
fn the_mode_of_an_existing_file_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;

    let world = SqliteWorld::new();
    fs::write(world.path(), "").unwrap();
    fs::set_permissions(world.path(), fs::Permissions::from_mode(0o640)).unwrap();
    drop(world.open());
    let mode = fs::metadata(world.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_path_may_have_characters_that_a_uri_gives_a_meaning() {
    let world = SqliteWorld::new();
    let path = world.folder().join("a #1 100%41 ü.db");
    let url = format!("sqlite://{}", path.to_str().unwrap());
    SqlStore::open(&url, &StoreOptions::default()).unwrap();
    assert!(path.exists());
    assert_eq!(
        SqlStore::pending_migrations(&url, &StoreOptions::default()).unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn what_names_no_database_is_refused() {
    assert!(matches!(
        refusal("mysql://localhost/sendook"),
        OpenError::UnknownScheme
    ));
    assert!(matches!(refusal("sendook.db"), OpenError::UnknownScheme));
    assert!(matches!(refusal("sqlite://"), OpenError::NoFile));
    assert!(matches!(refusal("sqlite:///tmp/"), OpenError::NoFile));
    assert!(matches!(refusal("sqlite://:memory:"), OpenError::InMemory));
    assert!(matches!(refusal("sqlite::memory:"), OpenError::InMemory));
    assert!(matches!(
        refusal("sqlite://a.db?mode=rwc"),
        OpenError::SqliteSettings
    ));
}

#[test]
fn a_missing_folder_is_named_and_not_made() {
    let world = SqliteWorld::new();
    let path = world.folder().join("missing/sendook.db");
    let error = refusal(&format!("sqlite://{}", path.to_str().unwrap()));
    assert!(matches!(error, OpenError::FolderMissing(_)), "{error}");
    assert!(error.to_string().contains("missing/sendook.db"), "{error}");
    assert!(!path.parent().unwrap().exists());
}

#[test]
fn a_folder_is_no_file() {
    let world = SqliteWorld::new();
    fs::create_dir(world.path()).unwrap();
    assert!(matches!(refusal(&world.url()), OpenError::IsFolder(_)));
}

#[test]
fn a_place_where_no_file_can_be_is_refused_with_the_reason() {
    let world = SqliteWorld::new();
    fs::write(world.path(), "").unwrap();
    let error = refusal(&format!("{}/sendook.db", world.url()));
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error}");
}

#[test]
fn what_is_no_database_is_refused_and_left_as_it_was() {
    let world = SqliteWorld::new();
    let letter = "Dear Ada, this is a letter and no database.\n".repeat(99);
    fs::write(world.path(), &letter).unwrap();
    assert!(matches!(refusal(&world.url()), OpenError::NotADatabase(_)));
    assert_eq!(fs::read_to_string(world.path()).unwrap(), letter);
}

#[cfg(not(feature = "postgres"))]
#[test]
fn a_binary_without_postgresql_says_so() {
    for url in [
        "postgres://ada:hunter2@db/sendook",
        "postgresql://db/sendook",
    ] {
        let error = refusal(url);
        assert!(matches!(error, OpenError::PostgresMissing), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn many_open_one_new_file_at_once() {
    const MANY: usize = 8;
    // The moment at which they are in each other's way is short.
    for _ in 0..20 {
        let world = SqliteWorld::new();
        let start = Barrier::new(MANY);
        thread::scope(|scope| {
            let open = || {
                start.wait();
                SqlStore::open(&world.url(), &StoreOptions::default()).map(drop)
            };
            let runners: Vec<_> = (0..MANY).map(|_| scope.spawn(open)).collect();
            for runner in runners {
                runner.join().unwrap().unwrap();
            }
        });
        world.open().ready().unwrap();
    }
}

#[test]
fn what_is_acknowledged_is_on_the_disk() {
    let world = SqliteWorld::new();
    let store = world.open();
    assert!(store.is_durable().unwrap());
    assert!(store.is_local());
    assert_eq!(store.location(), format!("SQLite file {}", world.path()));
    let mode = world.texts("SELECT journal_mode AS text FROM pragma_journal_mode");
    assert_eq!(mode, ["wal"]);
}

/// Run by the test below, in processes of their own.
#[test]
#[ignore = "needs the database file that its parent process names"]
fn opens_the_database_of_its_parent() {
    let url = std::env::var_os("SENDOOK_TEST_PARENT_URL").expect("the parent names a database");
    let url = url.into_string().unwrap();
    SqlStore::open(&url, &StoreOptions::default())
        .unwrap()
        .ready()
        .unwrap();
}

#[test]
fn many_processes_open_one_new_file_at_once() {
    let world = SqliteWorld::new();
    let spawn = |_| {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "opening::opens_the_database_of_its_parent",
            ])
            .env("SENDOOK_TEST_PARENT_URL", world.url())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..6).map(spawn).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }
}
