//! `/health/ready` where the database answers and yet cannot be relied on.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;

use diesel::connection::SimpleConnection as _;

use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;

/// Writes nonsense over the first page of a table.
fn damage(world: &World, table: &str) {
    let mut connection = sqlite::connect(world);
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    connection.batch_execute(checkpoint).unwrap();
    let mut number = |query: &str| u64::try_from(sqlite::number(&mut connection, query)).unwrap();
    let page = format!("SELECT rootpage AS number FROM sqlite_schema WHERE name = '{table}'");
    let offset = (number(&page) - 1) * number("SELECT page_size AS number FROM pragma_page_size");
    let file = OpenOptions::new().write(true).open(world.database());
    file.unwrap().write_all_at(&[0x5a; 512], offset).unwrap();
}

#[test]
fn a_damaged_file_is_found_at_the_start() {
    let world = World::new();
    drop(world.start(&[]));
    damage(&world, "inboxes");
    let server = world.start(&[]);
    server.wait_for("the database file is damaged");
    let (status, body) = Client::new(&server).get("/health/ready", "none");
    assert_eq!((status, text(&body, "/code")), (503, "database_damaged"));
}

#[test]
fn a_full_disk_is_told_until_there_is_room() {
    let (world, _server, client) = World::serving(&[]);
    client.register("ada@example.com");
    let ready = || client.get("/health/ready", "none");
    assert_eq!(ready().0, 200);
    // As SQLite itself says it.
    let mut somebody = sqlite::connect(&world);
    let full = "CREATE TRIGGER no_room BEFORE INSERT ON users BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END; \
                CREATE TRIGGER no_room_either BEFORE UPDATE ON invalidation_head BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END;";
    somebody.batch_execute(full).unwrap();
    assert_eq!(client.try_register("grace@example.com").unwrap().0, 503);
    let (status, body) = ready();
    assert_eq!((status, text(&body, "/code")), (503, "database_full"));
    let room = "DROP TRIGGER no_room; DROP TRIGGER no_room_either";
    somebody.batch_execute(room).unwrap();
    assert_eq!(ready().0, 200);
    client.register("grace@example.com");
}
