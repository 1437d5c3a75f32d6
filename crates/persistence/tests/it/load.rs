//! How busy a store says that it is.

use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use sendook_domain::ports::Freshness as _;
use sendook_persistence::SqlStore;

use crate::opened;
use crate::sqlite::SqliteWorld;

fn waiting(store: &SqlStore) -> usize {
    store.load().writes_waiting.unwrap()
}

#[test]
fn writes_that_wait_for_another_are_counted() {
    let (world, store, _) = SqliteWorld::with_account();
    assert_eq!(waiting(&store), 0);
    // The first write has the writer, and waits for this one; the others wait for the writer.
    let mut other = world.connect();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| opened(&store));
        }
        let begun = Instant::now();
        while waiting(&store) != 2 {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{}",
                waiting(&store)
            );
            thread::yield_now();
        }
        other.batch_execute("ROLLBACK").unwrap();
    });
    assert_eq!(waiting(&store), 0);
}

#[test]
fn connections_and_positions_that_are_read_are_counted() {
    let (_world, store, _) = SqliteWorld::with_account();
    let names: Vec<_> = store.load().pools.iter().map(|pool| pool.name).collect();
    assert_eq!(names, ["main", "short_reads"]);
    for pool in store.load().pools {
        assert!(pool.idle <= pool.open && pool.open <= pool.most, "{pool:?}");
        assert_eq!(pool.timeouts, 0);
    }
    let reads = || store.load().position_reads;
    store.position().unwrap();
    let before = reads();
    // Nothing was committed since.
    store.position().unwrap();
    assert_eq!(reads(), before);
    opened(&store);
    store.position().unwrap();
    assert_eq!(reads(), before + 1);
}
