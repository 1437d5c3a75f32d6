//! What is ended anywhere holds on the very next request of every server, also under load, whether servers keep
//! copies of credentials or not.

mod run;
mod victim;

use std::sync::Mutex;

use diesel::SqliteConnection;
use diesel::connection::{Connection, SimpleConnection};

use crate::client::{Client, text};
use crate::program::World;

#[cfg(feature = "postgres")]
pub(crate) use self::run::Finish;
pub(crate) use self::run::{Cache, late_acceptances};

/// How many credentials end in a run.
pub(crate) const MANY: usize = 1000;

/// How many end where it is known that the first of them fails.
const FEW: usize = 60;

/// Somebody with the SQLite shell, in a process that is none of the servers. Foreign keys are off there, so that what
/// belongs to a deleted row stays behind.
fn shell(world: &World) -> impl Fn(&str) + Sync {
    let database = world.database();
    let mut shell = SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    shell
        .batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF;")
        .unwrap();
    let shell = Mutex::new(shell);
    move |statement| shell.lock().unwrap().batch_execute(statement).unwrap()
}

fn migrated() -> World {
    let world = World::new();
    assert!(world.run(&["migrate"], &[]).status.success());
    world
}

#[test]
fn ends_hold_on_two_servers_of_one_file() {
    let world = migrated();
    let late = late_acceptances(&world, Cache::On, MANY, &shell(&world));
    assert_eq!(late, []);
}

#[test]
fn ends_hold_on_two_servers_of_one_file_without_copies() {
    let world = migrated();
    let late = late_acceptances(&world, Cache::Off, MANY, &shell(&world));
    assert_eq!(late, []);
}

/// Shows that these tests can fail: nothing tells the servers any longer what was ended.
#[test]
fn copies_that_nobody_drops_are_found_out() {
    let world = migrated();
    let shell = shell(&world);
    shell("DROP TRIGGER api_key_changed; DROP TRIGGER api_key_secret_deleted;");
    assert_ne!(late_acceptances(&world, Cache::On, FEW, &shell), []);
}

#[test]
fn the_keys_of_a_deleted_organization_end_with_its_row() {
    let world = World::new();
    let server = world.start(&[]);
    let client = Client::new(&server);
    let account = client.register("ada@example.com");
    let ask = || client.get("/v1/whoami", text(&account, "/apiKey/key")).0;
    assert_eq!([ask(), ask()], [200, 200]);
    shell(&world)("DELETE FROM organizations");
    assert_eq!(ask(), 401);
}
