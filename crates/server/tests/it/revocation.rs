//! A credential that ends on one server is refused by every server on the very next request, also under load, and whether
//! servers keep copies of credentials or not.

mod end;
mod keys;
pub(crate) mod run;
mod victim;
pub(crate) mod way;

use std::sync::Mutex;

use diesel::connection::SimpleConnection;

use crate::support::client::text;
use crate::support::program::World;
use crate::support::sqlite;

use self::run::{Cache, late_acceptances};
use self::way::{Ends, OF_RUN_TOKENS, WAYS};

/// What ends in a run.
pub(crate) const MANY: Ends = Ends {
    ways: &WAYS,
    count: 1000,
};

/// What ends in the test that expects failures.
const FEW: Ends = Ends {
    ways: &WAYS,
    count: 66,
};

/// What ends in the tests that are run by name: they take minutes.
pub(crate) const RUN_TOKENS: Ends = Ends {
    ways: &OF_RUN_TOKENS,
    count: 10_000,
};

/// An operator with the SQLite shell, besides the servers. Foreign keys are off there, so that what belongs to a deleted row
/// stays behind.
fn shell(world: &World) -> impl Fn(&str) + Sync {
    let mut shell = sqlite::connect(world);
    let unchecked = "PRAGMA foreign_keys = OFF";
    shell.batch_execute(unchecked).unwrap();
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

#[test]
#[ignore = "takes minutes: cargo test -p sendook-server ten_thousand -- --ignored"]
fn ten_thousand_run_tokens_end_on_two_servers_of_one_file() {
    for cache in [Cache::On, Cache::Off] {
        let world = migrated();
        let late = late_acceptances(&world, cache, RUN_TOKENS, &shell(&world));
        assert_eq!(late, [], "{cache:?}");
    }
}

/// Shows that these tests can fail: without the triggers, servers do not learn what has ended.
#[test]
fn copies_that_are_never_dropped_are_noticed() {
    let world = migrated();
    let shell = shell(&world);
    shell("DROP TRIGGER api_key_changed; DROP TRIGGER api_key_secret_deleted;");
    assert_ne!(late_acceptances(&world, Cache::On, FEW, &shell), []);
}

#[test]
fn the_keys_of_a_deleted_organization_end_with_its_row() {
    let (world, _server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    let ask = || client.get("/v1/whoami", text(&account, "/apiKey/key")).0;
    assert_eq!([ask(), ask()], [200, 200]);
    shell(&world)("DELETE FROM organizations");
    assert_eq!(ask(), 401);
}
