//! A request that waits for a hash is not cut off by the time limit of the database.

use std::thread;
use std::time::{Duration, Instant};

use crate::postgres::schema::Schema;
use crate::support::client::Client;

/// How long a request may wait for the database.
const PATIENCE: Duration = Duration::from_millis(4500);

/// How long the last in the queue is to wait, or more.
const LONG: Duration = Duration::from_secs(6);

/// Fewer than may wait in the queue.
const MOST: usize = 60;

#[test]
fn a_long_queue_of_hashes_is_waited_for() {
    let schema = Schema::new();
    let world = schema.world();
    let server = world.start(&[
        ("SENDOOK_LOGIN_THROTTLE", "off"),
        ("SENDOOK_HASH_QUEUE_WAIT", "60s"),
        ("SENDOOK_ARGON2_MEMORY_KIB", "65536"),
        ("SENDOOK_ARGON2_PASSES", "16"),
    ]);
    let client = Client::new(&server);
    let register = |number: usize| {
        let begun = Instant::now();
        client.register(&format!("person-{number}@example.com"));
        begun.elapsed()
    };
    let one = register(0);
    let cores = thread::available_parallelism().unwrap().get();
    let rounds = LONG.as_millis().div_ceil(one.as_millis());
    let many = usize::try_from(rounds).unwrap() * cores;
    let longest = thread::scope(|scope| {
        let all: Vec<_> = (1..=many.min(MOST))
            .map(|n| scope.spawn(move || register(n)))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).max()
    });
    assert!(longest.unwrap() > PATIENCE, "nobody waited: {longest:?}");
}
