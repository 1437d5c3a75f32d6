//! Opening a database on a server, and the sentences that an operator gets when that fails.

use std::net::TcpListener;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use sendook_persistence::{OpenError, SqlStore, StoreOptions};

use super::PostgresWorld;
use crate::migrations::POSTGRES;

fn refusal(url: &str) -> OpenError {
    let start = Instant::now();
    let opened = SqlStore::open(url, &StoreOptions::default());
    assert!(start.elapsed() < Duration::from_secs(5), "{url}");
    opened.err().expect("the server is not reached")
}

#[test]
fn six_servers_start_at_once_and_the_schema_is_migrated_once() {
    const SIX: usize = 6;
    let world = PostgresWorld::new();
    let start = Barrier::new(SIX);
    let run: usize = thread::scope(|scope| {
        let migrate = || {
            start.wait();
            SqlStore::migrate(&world.url(), &StoreOptions::default())
        };
        let servers: Vec<_> = (0..SIX).map(|_| scope.spawn(migrate)).collect();
        let run = servers
            .into_iter()
            .map(|server| server.join().unwrap().unwrap().len());
        run.sum()
    });
    let applied = world.texts("SELECT version AS text FROM __diesel_schema_migrations");
    assert_eq!(run, applied.len());
    world.open().ready().unwrap();
}

#[test]
fn the_schema_goes_up_and_down_and_up() {
    let world = PostgresWorld::new();
    let pending = || SqlStore::pending_migrations(&world.url(), &StoreOptions::default()).unwrap();
    let all = pending();
    assert!(!all.is_empty());
    for _ in 0..2 {
        world.open().ready().unwrap();
        assert!(pending().is_empty());
        let source = FileBasedMigrations::from_path(POSTGRES).unwrap();
        world.connect().revert_all_migrations(source).unwrap();
        assert_eq!(pending(), all);
        let tables = "SELECT tablename::text AS text FROM pg_tables \
             WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_\\_%'";
        assert_eq!(world.texts(tables), Vec::<String>::new());
    }
}

#[test]
fn a_schema_from_the_future_is_refused() {
    let world = PostgresWorld::new();
    drop(world.open());
    world.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000001')");
    let error = refusal(&world.url());
    assert!(matches!(error, OpenError::NewerSchema { .. }), "{error}");
}

#[test]
fn durability_is_what_the_server_says() {
    let world = PostgresWorld::new();
    let store = world.open();
    let fsync = world.texts("SELECT current_setting('fsync') AS text");
    assert_eq!(store.is_durable().unwrap(), fsync == ["on"]);
    assert!(!store.is_local());
}

#[test]
fn an_acknowledged_write_is_on_the_disk_even_if_the_role_says_otherwise() {
    let world = PostgresWorld::new();
    let careless = world
        .url()
        .replace("options=", "options=-csynchronous_commit%3Doff%20");
    let store = SqlStore::open(&careless, &StoreOptions::default()).unwrap();
    let fsync = world.texts("SELECT current_setting('fsync') AS text");
    assert_eq!(store.is_durable().unwrap(), fsync == ["on"]);
}

#[test]
fn a_standby_is_not_taken_for_the_server() {
    let world = PostgresWorld::new();
    let read_only = "options=-cdefault_transaction_read_only%3Don%20";
    let error = refusal(&world.url().replace("options=", read_only));
    assert!(error.to_string().contains("read-only"), "{error}");
}

#[test]
fn a_server_that_is_not_there_is_named_without_the_password() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = refusal(&format!(
        "postgres://ada:hunter2@{address}/sendook?sslmode=disable"
    ));
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error}");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains(&format!("ada@{address}/sendook")), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let error = refusal(&format!("postgres://ada@{address}/sendook"));
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error}");
}

#[test]
fn a_malformed_url_does_not_show_its_password() {
    for url in [
        "postgres://ada:hunter2/and/more@db.invalid/sendook",
        "postgres://ada:hun%ter2@db.invalid/sendook",
        "postgres://ada:hun@hunter2@db.invalid:x/sendook",
        "postgres://ada@db.invalid:x/sendook?password=hunter2",
        "postgres://ada@db.invalid/sendook?password=hun%0ter2",
    ] {
        let error = refusal(url);
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("ter2"), "{shown}");
    }
}
