//! The use of keys adds up, whichever server writes it down, and its times only ever move forward.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{ApiKey, KeySecret, KeyWithDigests, RequestsByDay};
use sendook_domain::policies::last_use;
use sendook_domain::ports::{CredentialStore, KeyFilter, KeyUse, Pagination, StoreError};

use super::KeyWorld;
use super::support::{RUNNERS, a_kept_key, at_once_on_keys, audit, rotate, uses_around};
use crate::builders::{a_digest, a_key, a_late_moment, a_moment, a_rotation, an_id};

/// This many requests with the one secret of a key.
fn used(key: &KeyWithDigests, requests: u64, at: DateTime<Utc>, ip: Option<&str>) -> KeyUse {
    KeyUse {
        key_id: key.key.id.clone(),
        requests: RequestsByDay::at(at, requests),
        last_at: at,
        last_ip: ip.map(address),
        secrets: vec![(key.digest, at)],
    }
}

fn address(text: &str) -> IpAddr {
    text.parse().expect("a valid address")
}

fn found(store: &dyn CredentialStore, key: &KeyWithDigests) -> Result<ApiKey, StoreError> {
    let found = store.key(&key.key.organization_id, &key.key.id)?;
    Ok(found.expect("the key is found"))
}

/// What was used is seen by every way to find the key, on every server; nothing else of it changes, and no
/// other key.
pub fn use_is_seen_everywhere(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let key = &a_kept_key(world)?;
    let organization = &key.key.organization_id;
    let unused = a_key(organization);
    store.create_key(&unused, &audit(), None)?;
    let at = a_moment();
    store.record_key_use(&[used(key, 3, at, Some("2001:db8::7"))], a_late_moment())?;
    let expected = ApiKey {
        request_count: 3,
        last_used_at: Some(at),
        last_used_ip: Some(address("2001:db8::7")),
        secret: KeySecret {
            last_used_at: Some(at),
            ..key.key.secret.clone()
        },
        ..key.key.clone()
    };
    for server in [world.store(), world.other_server()] {
        assert_eq!(found(&*server, key)?, expected);
        let filter = KeyFilter::default();
        let listed = server.keys(organization, &filter, &Pagination::first())?;
        assert_eq!(listed.items, [unused.key.clone(), expected.clone()]);
    }
    Ok(())
}

/// Counts add up whatever the order; of the times and addresses, the latest stay.
pub fn use_adds_up_and_never_moves_back(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let key = a_kept_key(world)?;
    let at = a_moment();
    let (earlier, later) = (
        at - TimeDelta::microseconds(1),
        at + TimeDelta::microseconds(1),
    );
    for (requests, when, ip, expected) in [
        (2, at, Some("192.0.2.1"), (2, at, Some("192.0.2.1"))),
        (5, earlier, Some("192.0.2.2"), (7, at, Some("192.0.2.1"))),
        (1, later, Some("192.0.2.3"), (8, later, Some("192.0.2.3"))),
        (
            1,
            later + TimeDelta::seconds(1),
            None,
            (9, later + TimeDelta::seconds(1), None),
        ),
    ] {
        store.record_key_use(&[used(&key, requests, when, ip)], a_late_moment())?;
        let now = found(&*world.other_server(), &key)?;
        assert_eq!(
            (now.request_count, now.last_used_at, now.last_used_ip),
            (expected.0, Some(expected.1), expected.2.map(address))
        );
        assert_eq!(now.secret.last_used_at, Some(expected.1));
    }
    Ok(())
}

/// Of a known use and another one, the one stays that the domain's rule says, with its address.
pub fn of_two_uses_of_a_key_the_domain_chooses(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let now = a_moment();
    for known in uses_around(now) {
        let key = a_kept_key(world)?;
        store.record_key_use(&[used(&key, 1, known, Some("192.0.2.1"))], known)?;
        store.record_key_use(&[used(&key, 2, now, Some("192.0.2.2"))], now)?;
        let seen = found(&*world.other_server(), &key)?;
        let at = last_use(Some(known), now, now);
        let ip = if at == now { "192.0.2.2" } else { "192.0.2.1" };
        assert_eq!(
            (seen.request_count, seen.last_used_at, seen.last_used_ip),
            (3, Some(at), Some(address(ip)))
        );
        assert_eq!(seen.secret.last_used_at, Some(at));
    }
    Ok(())
}

/// Of keys that are written down together, each gets its own count, times and address.
pub fn use_of_many_keys_is_kept_apart(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?;
    let organization = &first.key.organization_id;
    let others = [a_key(organization), a_key(organization)];
    for key in &others {
        store.create_key(key, &audit(), None)?;
    }
    let [second, third] = &others;
    let at = a_moment();
    let moved = |micros| at + TimeDelta::microseconds(micros);
    let known = moved(9);
    store.record_key_use(
        &[used(second, 10, known, Some("192.0.2.9"))],
        a_late_moment(),
    )?;
    let unused_secret = (a_digest(), moved(4));
    let mut of_third = used(third, 3, moved(3), None);
    of_third.secrets.insert(0, unused_secret);
    store.record_key_use(
        &[
            of_third,
            used(&first, 1, moved(1), Some("2001:db8::1")),
            used(second, 2, moved(2), Some("192.0.2.2")),
        ],
        a_late_moment(),
    )?;
    for (key, requests, at, ip) in [
        (&first, 1, moved(1), Some("2001:db8::1")),
        (second, 12, known, Some("192.0.2.9")),
        (third, 3, moved(3), None),
    ] {
        let now = found(&*world.other_server(), key)?;
        assert_eq!(now.request_count, requests);
        assert_eq!(now.last_used_at, Some(at));
        assert_eq!(now.last_used_ip, ip.map(address));
        assert_eq!(now.secret.last_used_at, Some(at));
    }
    Ok(())
}

/// Two servers write down the use of the same keys at once, many times, in different orders: none is lost, none is
/// doubled.
pub fn use_of_two_servers_adds_up_exactly(world: &impl KeyWorld) -> Result<(), StoreError> {
    const ROUNDS: u64 = 5;
    let store = world.store();
    let first = a_kept_key(world)?;
    let second = a_key(&first.key.organization_id);
    store.create_key(&second, &audit(), None)?;
    let recorded = at_once_on_keys(world, |store| {
        let mut latest = DateTime::UNIX_EPOCH;
        for _ in 0..ROUNDS {
            latest = a_moment();
            let mut both = [
                used(&first, 3, latest, None),
                used(&second, 4, latest, None),
            ];
            if latest.timestamp_micros() % 2 == 0 {
                both.reverse();
            }
            store.record_key_use(&both, a_late_moment())?;
        }
        Ok(latest)
    })?;
    let latest = recorded.into_iter().max();
    let times = RUNNERS as u64 * ROUNDS;
    for (key, each) in [(&first, 3), (&second, 4)] {
        let now = found(&*store, key)?;
        assert_eq!(now.request_count, each * times);
        assert_eq!(now.last_used_at, latest);
        assert_eq!(now.secret.last_used_at, latest);
    }
    Ok(())
}

/// A key that was deleted since, or never was, is passed over; the use of the others is noted.
pub fn use_of_a_key_that_is_gone_is_harmless(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (living, gone) = (a_kept_key(world)?, a_kept_key(world)?);
    store.delete_key(&gone.key.organization_id, &gone.key.id, &audit())?;
    let at = a_moment();
    let mut never = used(&gone, 1, at, None);
    never.key_id = an_id();
    let mut old_secret = used(&living, 1, at, None);
    old_secret.secrets.push((a_digest(), at));
    store.record_key_use(
        &[used(&gone, 1, at, None), never, old_secret],
        a_late_moment(),
    )?;
    store.record_key_use(&[], a_late_moment())?;
    assert_eq!(found(&*store, &living)?.request_count, 1);
    assert_eq!(store.key(&gone.key.organization_id, &gone.key.id)?, None);
    assert_eq!(store.key_by_digest(&gone.digest)?, None);
    Ok(())
}

/// Each secret of a key that is rotated has its own last use, so that a person sees when the old one is no longer used.
pub fn use_goes_to_the_secret_that_was_shown(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let old = a_kept_key(world)?;
    let before = a_moment();
    store.record_key_use(&[used(&old, 1, before, None)], a_late_moment())?;
    let rotation = a_rotation();
    rotate(&*store, &old.key, &rotation)?;
    let shown = |key: ApiKey| {
        let previous = key.previous.expect("the key is being rotated");
        (key.secret.last_used_at, previous.last_used_at)
    };
    assert_eq!(shown(found(&*store, &old)?), (None, Some(before)));
    let (last_old, first_new) = (a_moment(), a_moment());
    let both = KeyUse {
        secrets: vec![(rotation.digest, first_new), (old.digest, last_old)],
        ..used(&old, 7, first_new, None)
    };
    store.record_key_use(&[both], a_late_moment())?;
    let now = found(&*world.other_server(), &old)?;
    assert_eq!(now.request_count, 8);
    assert_eq!(shown(now), (Some(first_new), Some(last_old)));
    Ok(())
}
