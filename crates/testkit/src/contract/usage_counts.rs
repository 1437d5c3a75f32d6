//! Requests are counted by day, for each key and for its organization, whichever server writes them down.

use chrono::{Days, NaiveDate};
use sendook_domain::entities::{KeyWithDigests, Organization, RequestsByDay};
use sendook_domain::ports::{KeyUse, Store, StoreError};
use sendook_domain::values::Id;

use super::World;
use super::support::{RUNNERS, at_once, audit, opened};
use super::sweeping::sweep_at_once;
use crate::builders::{a_key, a_late_moment, a_moment, an_id};

/// A day, counted from 2026-02-27.
fn day(number: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 2, 27).expect("a valid date");
    first + Days::new(number)
}

fn on<const N: usize>(days: [(u64, u64); N]) -> RequestsByDay {
    let days = days.map(|(number, requests)| (day(number), requests));
    days.into_iter().collect()
}

/// Requests with a key, by the number of their day.
fn used<const N: usize>(key: &KeyWithDigests, days: [(u64, u64); N]) -> KeyUse {
    let at = a_moment();
    KeyUse {
        key_id: key.key.id.clone(),
        requests: on(days),
        last_at: at,
        last_ip: None,
        secrets: vec![(key.digest, at)],
    }
}

fn of_key(
    store: &dyn Store,
    key: &KeyWithDigests,
    since: NaiveDate,
) -> Result<Option<RequestsByDay>, StoreError> {
    store.requests_of_key(&key.key.organization_id, &key.key.id, since)
}

fn a_further_key(
    store: &dyn Store,
    organization: &Id<Organization>,
) -> Result<KeyWithDigests, StoreError> {
    let key = a_key(organization);
    store.create_key(&key, &audit(), None)?;
    Ok(key)
}

/// Each key has its own counts, and its organization those of all its keys; every server sees them, and further
/// requests are added.
pub fn requests_are_counted_by_day(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let first = opened(&*store)?.api_key;
    let foreign = opened(&*store)?.api_key;
    let organization = &first.key.organization_id;
    let second = a_further_key(&*store, organization)?;
    let unused = a_further_key(&*store, organization)?;
    store.record_key_use(
        &[
            used(&first, [(0, 1), (2, 4)]),
            used(&foreign, [(0, 1000)]),
            used(&second, [(0, 16), (1, 32)]),
        ],
        a_late_moment(),
    )?;
    store.record_key_use(&[used(&first, [(2, 8), (3, 1 << 40)])], a_late_moment())?;
    for server in [world.store(), world.other_server()] {
        for (key, expected) in [
            (&first, on([(0, 1), (2, 12), (3, 1 << 40)])),
            (&second, on([(0, 16), (1, 32)])),
            (&foreign, on([(0, 1000)])),
            (&unused, on([])),
        ] {
            assert_eq!(of_key(&*server, key, day(0))?, Some(expected));
        }
        let all = server.requests_of_organization(organization, day(0))?;
        assert_eq!(all, on([(0, 17), (1, 32), (2, 12), (3, 1 << 40)]));
        let found = server.key(organization, &first.key.id)?;
        let requests = found.map(|key| key.request_count);
        assert_eq!(requests, Some(13 + (1 << 40)), "the key's own count agrees");
    }
    Ok(())
}

/// Only the days from the one asked for on are told, that day included.
pub fn counts_are_told_from_a_day_on(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let key = opened(&*store)?.api_key;
    let organization = &key.key.organization_id;
    store.record_key_use(&[used(&key, [(0, 1), (1, 2), (2, 4)])], a_late_moment())?;
    for (since, expected) in [(1, on([(1, 2), (2, 4)])), (3, on([]))] {
        let since = day(since);
        assert_eq!(of_key(&*store, &key, since)?, Some(expected.clone()));
        assert_eq!(
            store.requests_of_organization(organization, since)?,
            expected
        );
    }
    Ok(())
}

/// Of a key that is another organization's, or that never was, nothing is told.
pub fn counts_of_a_foreign_key_are_not_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?.api_key, opened(&*store)?.api_key);
    store.record_key_use(&[used(&foreign, [(0, 1)])], a_late_moment())?;
    let organization = &own.key.organization_id;
    for id in [&foreign.key.id, &an_id()] {
        assert_eq!(store.requests_of_key(organization, id, day(0))?, None);
    }
    let all = store.requests_of_organization(organization, day(0))?;
    assert_eq!(all, on([]));
    Ok(())
}

/// What a key has noted without a request, as at its first use, is no day of use.
pub fn a_use_without_requests_is_not_counted(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let key = opened(&*store)?.api_key;
    store.record_key_use(&[used(&key, [])], a_late_moment())?;
    assert_eq!(of_key(&*store, &key, day(0))?, Some(on([])));
    Ok(())
}

/// The counts of a deleted key go with it; what its organization made use of stays. Requests that are written after the
/// deletion are passed over.
pub fn counts_go_with_their_key(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let key = opened(&*store)?.api_key;
    let organization = &key.key.organization_id;
    let other = a_further_key(&*store, organization)?;
    let both = || [used(&key, [(0, 1)]), used(&other, [(0, 2)])];
    store.record_key_use(&both(), a_late_moment())?;
    store.delete_key(organization, &key.key.id, &audit())?;
    store.record_key_use(&both(), a_late_moment())?;
    let server = world.other_server();
    assert_eq!(of_key(&*server, &key, day(0))?, None);
    assert_eq!(of_key(&*server, &other, day(0))?, Some(on([(0, 4)])));
    let all = server.requests_of_organization(organization, day(0))?;
    assert_eq!(all, on([(0, 5)]));
    // Nothing is left of it to sweep: one count of a key and one of the organization.
    assert_eq!(store.sweep_usage(day(1), 100)?, 2);
    Ok(())
}

/// Several servers count requests of the same keys at once, in different orders, on days that are new to the store: none
/// is lost, none is doubled.
pub fn counts_of_several_servers_add_up_exactly(world: &dyn World) -> Result<(), StoreError> {
    const ROUNDS: u64 = 5;
    let store = world.store();
    let first = opened(&*store)?.api_key;
    let organization = &first.key.organization_id;
    let second = a_further_key(&*store, organization)?;
    at_once(world, |store| {
        for round in 0..ROUNDS {
            let mut both = [
                used(&first, [(round, 3), (round + 1, 1)]),
                used(&second, [(round, 4)]),
            ];
            if round % 2 == 0 {
                both.reverse();
            }
            store.record_key_use(&both, a_late_moment())?;
        }
        Ok(())
    })?;
    let runners = RUNNERS as u64;
    let of_first = of_key(&*store, &first, day(0))?.expect("the key is there");
    let of_second = of_key(&*store, &second, day(0))?.expect("the key is there");
    let all = store.requests_of_organization(organization, day(0))?;
    for round in 0..=ROUNDS {
        let of_round = |requests| if round < ROUNDS { requests } else { 0 };
        let of_day_before = u64::from(round > 0);
        let (three, four) = (of_round(3) + of_day_before, of_round(4));
        assert_eq!(of_first.on(day(round)), three * runners);
        assert_eq!(of_second.on(day(round)), four * runners);
        assert_eq!(all.on(day(round)), (three + four) * runners);
    }
    Ok(())
}

/// Counts of days before the one given are swept in batches, those of keys and those of organizations; the others stay.
pub fn old_counts_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let key = opened(&*store)?.api_key;
    let organization = &key.key.organization_id;
    let days = used(&key, [(0, 1), (1, 2), (2, 4), (3, 8)]);
    store.record_key_use(&[days], a_late_moment())?;
    for swept in [3, 1, 0] {
        assert_eq!(store.sweep_usage(day(2), 3)?, swept);
    }
    let left = on([(2, 4), (3, 8)]);
    let server = world.other_server();
    assert_eq!(of_key(&*server, &key, day(0))?, Some(left.clone()));
    assert_eq!(server.requests_of_organization(organization, day(0))?, left);
    Ok(())
}

/// Many sweep at once: each count is swept once, and none that is to stay.
pub fn counts_swept_at_once_are_swept_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let key = opened(&*store)?.api_key;
    for number in 0..10 {
        store.record_key_use(&[used(&key, [(number, 1)])], a_late_moment())?;
    }
    let swept = sweep_at_once(world, |store| store.sweep_usage(day(9), 2))?;
    assert_eq!(swept, 2 * 9);
    assert_eq!(of_key(&*store, &key, day(0))?, Some(on([(9, 1)])));
    Ok(())
}
