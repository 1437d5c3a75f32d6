//! A request that waits for a hash is not cut off by the time limit of the database.

use std::thread;
use std::time::{Duration, Instant};

use crate::postgres::schema::Schema;
use crate::support::client::Client;

/// How long a request may wait for the database.
const PATIENCE: Duration = Duration::from_millis(4500);

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
    let register = |name: String| {
        let begun = Instant::now();
        client.register(&format!("{name}@example.com"));
        begun.elapsed()
    };
    let register = &register;
    // Ever more at once, as how long one hash takes depends on what else this machine does.
    let longest_of = |many: usize| {
        thread::scope(|scope| {
            let all: Vec<_> = (0..many)
                .map(|n| scope.spawn(move || register(format!("person-{n}-of-{many}"))))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).max()
        })
    };
    let mut many = [4, 8, 16, 32, MOST].into_iter();
    assert!(
        many.any(|many| longest_of(many) > Some(PATIENCE)),
        "nobody waited"
    );
}
