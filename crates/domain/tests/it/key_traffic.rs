//! An hour of traffic on a moved clock: every request counts, and none waits for a write.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::values::Secret;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::origin_at;

const START: DateTime<Utc> = FixedClock::START;

/// How many requests come with each of the keys in a second.
const PER_SECOND: [u64; 3] = [1, 3, 7];

/// How often the use is written within the hour, and the keys are then read again.
const WRITTEN: usize = 114;

#[test]
fn an_hour_of_requests_is_counted_exactly_and_writes_nothing_on_their_way() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let store = &house.world.store;
    let made = house.make_keys(&account, 3);
    let mut secrets: Vec<Secret> = made.iter().map(|key| key.secret.clone()).collect();
    let (mut writes, mut more) = (0, 0);
    // The owner's session; it is used once more, to rotate a key.
    house.flush();
    for second in 0..3_600 {
        house.world.clock.set(START + TimeDelta::seconds(second));
        if second == 1_800 {
            secrets[2] = rotate(&house, &account, &made[2], TimeDelta::days(1)).secret;
        }
        for (secret, times) in secrets.iter().zip(PER_SECOND) {
            for _ in 0..times {
                let calls = store.calls();
                house.key(secret).unwrap();
                more += store.calls() - calls - 1;
            }
        }
        if second % 30 == 29 {
            let calls = store.calls();
            // Now and then the database is away, and the servers go on.
            store.set_away(second % 600 == 599);
            let outcome = house.try_flush();
            assert_eq!(outcome.is_err(), second % 600 == 599);
            store.set_away(false);
            writes += store.calls() - calls;
        }
    }
    let session = 1;
    let expected = 120 + session;
    assert_eq!(
        writes, expected,
        "one write for all keys, every half minute"
    );
    // Both secrets are read, and the first use of the new one is written before it is looked up again.
    let (read, after_rotation) = (made.len() * (1 + WRITTEN), 2 + 3);
    assert_eq!(more, read + after_rotation, "a hit is one call");
    house.flush();
    for (key, times) in made.iter().zip(PER_SECOND) {
        let key = house.seen(&account, &key.key.id);
        assert_eq!(key.request_count, 3_600 * times);
        assert_eq!(key.last_used_at, Some(START + TimeDelta::seconds(3_599)));
        assert_eq!(key.last_used_ip, origin_at("192.0.2.7").ip);
    }
    let rotated = house.seen(&account, &made[2].key.id);
    let silent_since = rotated.previous.unwrap().last_used_at;
    assert_eq!(silent_since, Some(START + TimeDelta::seconds(1_799)));
}
