//! How keys are used is gathered first and written down later, exactly.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::IssuedKey;
use sendook_domain::entities::ApiKey;
use sendook_domain::ports::{ApiKeys, UsageLog as _};
use sendook_domain::values::Secret;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::key_request;

const START: DateTime<Utc> = FixedClock::START;

fn house() -> (House, OpenedAccount) {
    let house = House::new();
    let account = house.register("ada@example.com");
    (house, account)
}

fn call_from(house: &House, secret: &Secret, ip: &str) {
    let (client, strategy) = (Some(ip.parse().unwrap()), house.key_strategy.clone());
    let known = house.authenticate_from(client, strategy, Some(secret.expose()));
    known.unwrap();
}

fn first_key(house: &House, account: &OpenedAccount) -> ApiKey {
    house.seen(account, &account.api_key.key.id)
}

#[test]
fn use_is_counted_with_its_last_time_and_address() {
    for copies in [0, 1, 100] {
        use_is_counted(&House::with(|settings| settings.credential_cache = copies));
    }
}

fn use_is_counted(house: &House) {
    let account = house.register("ada@example.com");
    let secret = &account.api_key.secret;
    for (seconds, ip) in [(1, "192.0.2.1"), (2, "2001:db8::2"), (3, "192.0.2.3")] {
        house.world.clock.set(START + TimeDelta::seconds(seconds));
        call_from(house, secret, ip);
    }
    assert_eq!(first_key(house, &account).request_count, 0);
    house.flush();
    let key = first_key(house, &account);
    let at = Some(START + TimeDelta::seconds(3));
    assert_eq!(key.request_count, 3);
    assert_eq!((key.last_used_at, key.secret.last_used_at), (at, at));
    assert_eq!(key.last_used_ip, "192.0.2.3".parse::<IpAddr>().ok());
    house.flush();
    assert_eq!(first_key(house, &account), key, "nothing is added twice");
}

#[test]
fn the_secrets_of_a_key_are_told_apart_and_counted_together() {
    let (house, account) = house();
    let old = &account.api_key;
    let new = rotate(&house, &account, old, TimeDelta::hours(1));
    for (seconds, secret) in [(1, &old.secret), (2, &new.secret), (3, &new.secret)] {
        house.world.clock.set(START + TimeDelta::seconds(seconds));
        house.key(secret).unwrap();
    }
    house.flush();
    let key = first_key(&house, &account);
    assert_eq!(key.request_count, 3);
    let previous = key.previous.unwrap();
    assert_eq!(previous.last_used_at, Some(START + TimeDelta::seconds(1)));
    assert_eq!(key.secret.last_used_at, Some(START + TimeDelta::seconds(3)));
}

#[test]
fn what_cannot_be_written_is_kept_for_the_next_time() {
    let (house, account) = house();
    let second = house.make_key(&account, key_request("Second"));
    for secret in [
        &account.api_key.secret,
        &account.api_key.secret,
        &second.secret,
    ] {
        house.key(secret).unwrap();
    }
    house.world.store.set_away(true);
    for _ in 0..2 {
        assert!(house.try_flush().is_err());
    }
    house.world.store.set_away(false);
    house.flush();
    assert_eq!(first_key(&house, &account).request_count, 2);
    let second = house.seen(&account, &second.key.id);
    assert_eq!(
        (second.request_count, second.last_used_at),
        (1, Some(START))
    );
}

#[test]
fn what_cannot_be_written_is_added_to_what_came_meanwhile() {
    let (house, account) = house();
    let old = &account.api_key;
    let new = rotate(&house, &account, old, TimeDelta::hours(1));
    house.key(&old.secret).unwrap();
    house.key(&new.secret).unwrap();
    let later = START + TimeDelta::seconds(9);
    house.world.clock.set(later);
    let log = house.world.usage.tracker().clone();
    let digest = house.world.ports.digester.digest(new.secret.expose());
    let stored = house.world.store.key_by_digest(&digest).unwrap().unwrap();
    let stored = Arc::new(stored);
    house.world.store.fail_call(1);
    house
        .world
        .store
        .interrupt(move || log.key_used(&stored, digest, None, later));
    assert!(house.try_flush().is_err());
    house.flush();
    let key = first_key(&house, &account);
    assert_eq!(key.request_count, 3);
    assert_eq!((key.last_used_at, key.last_used_ip), (Some(later), None));
    assert_eq!(key.secret.last_used_at, Some(later));
    assert_eq!(key.previous.unwrap().last_used_at, Some(START));
}

#[test]
fn a_flush_of_many_keys_is_cut_and_yet_complete() {
    let (house, account) = house();
    let keys = house.make_keys(&account, 1_001);
    // The session that made them.
    house.flush();
    house.use_each(&keys);
    // One transaction is about 1,000 keys: either of the two may fail. The second time, the session that looked comes first.
    for (failing, written) in [(1, 0), (3, 1_000)] {
        house.world.store.fail_call(failing);
        assert!(house.try_flush().is_err());
        let counted = keys
            .iter()
            .filter(|key| house.seen(&account, &key.key.id).request_count == 1);
        assert_eq!(counted.count(), written);
    }
    house.flush();
    for key in &keys {
        assert_eq!(house.seen(&account, &key.key.id).request_count, 1);
    }
}

#[test]
fn a_flush_may_rest_after_each_batch() {
    let (house, account) = house();
    let keys = house.make_keys(&account, 250);
    let counts = || {
        let count = |key: &IssuedKey| house.seen(&account, &key.key.id).request_count;
        keys.iter().map(count).collect::<Vec<_>>()
    };
    let (ports, log) = (&house.world.ports, &house.world.usage);
    let flush_batch = || log.flush_batch(ports, &house.credentials);
    house.use_each(&keys);
    log.begin_flush(ports).unwrap();
    assert_eq!(flush_batch().unwrap(), 2);
    assert_eq!(counts().iter().sum::<u64>(), 100);
    // What is used meanwhile, and what the store refuses once, is not lost.
    house.use_each(&keys);
    house.world.store.fail_call(1);
    assert!(flush_batch().is_err());
    log.begin_flush(ports).unwrap();
    for left in [2, 1, 0, 0] {
        assert_eq!(flush_batch().unwrap(), left);
    }
    assert_eq!(counts(), [2; 250]);
    // The service may stop in the midst of it.
    house.use_each(&keys);
    log.begin_flush(ports).unwrap();
    assert_eq!(flush_batch().unwrap(), 2);
    house.use_each(&keys);
    house.flush();
    assert_eq!(counts(), [4; 250]);
}

#[test]
fn nothing_is_lost_or_counted_twice_while_many_note_and_one_flushes() {
    const THREADS: u64 = 4;
    const EACH: u64 = 2_000;
    for copies in [0, 100] {
        let house = House::with(|settings| settings.credential_cache = copies);
        let account = house.register("ada@example.com");
        let secret = &account.api_key.secret;
        let under_way = AtomicU64::new(THREADS);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for _ in 0..EACH {
                        house.key(secret).unwrap();
                    }
                    under_way.fetch_sub(1, Ordering::Relaxed);
                });
            }
            while under_way.load(Ordering::Relaxed) > 0 {
                house.flush();
            }
        });
        house.flush();
        assert_eq!(first_key(&house, &account).request_count, THREADS * EACH);
    }
}

#[test]
fn a_clock_that_is_set_back_leaves_no_use_in_the_future() {
    for flushed_ahead in [true, false] {
        let (house, account) = house();
        let secret = account.api_key.secret.clone();
        house.world.clock.advance(TimeDelta::hours(3));
        call_from(&house, &secret, "192.0.2.1");
        if flushed_ahead {
            house.flush();
        }
        house.world.clock.set(START);
        call_from(&house, &secret, "192.0.2.2");
        house.flush();
        let key = first_key(&house, &account);
        assert_eq!(key.request_count, 2);
        assert_eq!(key.last_used_at, Some(START));
        assert_eq!(key.secret.last_used_at, Some(START));
    }
}
