//! Invalidations are numbered without gaps. Where they cannot all be listed, the store says so.

use std::collections::HashSet;
use std::sync::Mutex;

use sendook_domain::entities::{KeyWithDigests, Organization};
use sendook_domain::ports::{CredentialStore, Position, StoreError};

use super::KeyWorld;
use super::invalidation::Follower;
use super::support::{RUNNERS, at_once_on_keys, audit};
use crate::builders::a_key;

/// How many keys each concurrent writer deletes.
const EACH: usize = 5;

/// Invalidates this many keys, each by creating and deleting it.
fn invalidate(
    store: &dyn CredentialStore,
    organization: &Organization,
    times: usize,
) -> Result<(), StoreError> {
    for _ in 0..times {
        let key = a_key(&organization.id);
        store.create_key(&key, &audit(), None)?;
        delete(store, &key)?;
    }
    Ok(())
}

fn delete(
    store: &dyn CredentialStore,
    KeyWithDigests { key, .. }: &KeyWithDigests,
) -> Result<(), StoreError> {
    let deleted = store.delete_key(&key.organization_id, &key.id, &audit())?;
    assert!(deleted.is_some());
    Ok(())
}

/// Many invalidate at once on two servers: their numbers have no gap, and each invalidation is listed once.
pub fn invalidations_at_once_are_all_listed(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let organization = world.organization()?;
    let keys: Vec<_> = (0..RUNNERS * EACH)
        .map(|_| a_key(&organization.id))
        .collect();
    for key in &keys {
        store.create_key(key, &audit(), None)?;
    }
    let mut follower = Follower::of_keys(world)?;
    let left = Mutex::new(keys.iter());
    at_once_on_keys(world, |store| {
        (0..EACH).try_for_each(|_| {
            let next = left.lock().expect("no thread panics").next();
            next.map_or(Ok(()), |key| delete(store, key))
        })
    })?;
    let told = follower.invalidated()?;
    assert_eq!(told.len(), keys.len());
    let all: HashSet<_> = keys.iter().map(|key| key.digest).collect();
    assert_eq!(told.into_iter().collect::<HashSet<_>>(), all);
    Ok(())
}

/// A position of another history, as after a restore, and one that was not reached yet.
pub fn a_foreign_position_is_not_trusted(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let organization = world.organization()?;
    store.position()?;
    invalidate(&*store, &organization, 2)?;
    let here = store.position()?;
    let foreign = Position {
        mark: here.mark.wrapping_add(7),
        ..here
    };
    let [future, before_all] = [here.number + 1, -1].map(|number| Position { number, ..here });
    for unknown in [foreign, future, before_all] {
        let invalidated = store.invalidated_since(&unknown)?;
        assert_eq!((invalidated.digests, invalidated.up_to), (None, here));
    }
    assert_eq!(store.invalidated_since(&here)?.digests, Some(vec![]));
    Ok(())
}

/// A server compares the marks of two positions alone, for each request: with one mark for several, it would go on with copies of what was
/// invalidated.
pub fn every_position_has_a_mark_of_its_own(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let organization = world.organization()?;
    let mut marks = HashSet::from([store.position()?.mark]);
    for _ in 0..4 {
        invalidate(&*store, &organization, 1)?;
        let is_new = marks.insert(store.position()?.mark);
        assert!(is_new, "two positions have the same mark");
    }
    Ok(())
}

/// Deleted invalidations cannot be listed: a server that missed them has to drop everything.
pub fn a_forgotten_invalidation_is_a_gap(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let organization = world.organization()?;
    let mut positions = vec![store.position()?];
    for _ in 0..4 {
        invalidate(&*store, &organization, 1)?;
        positions.push(store.position()?);
    }
    store.forget_invalidations(2, u32::MAX)?;
    let told = |since| {
        let told = store.invalidated_since(since)?.digests;
        Ok(told.map(|digests| digests.len()))
    };
    let told = positions.iter().map(told);
    let told = told.collect::<Result<Vec<_>, StoreError>>()?;
    assert_eq!(told, [None, None, Some(2), Some(1), Some(0)]);
    assert_eq!(Some(store.position()?), positions.pop());
    Ok(())
}

/// As many are deleted as are asked for, the oldest first, until the last `keep` are left.
pub fn invalidations_are_forgotten_in_batches(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let organization = world.organization()?;
    store.position()?;
    store.forget_invalidations(0, u32::MAX)?;
    let start = store.position()?;
    invalidate(&*store, &organization, 7)?;
    for (keep, limit, forgotten) in [(9, 9, 0), (3, 0, 0), (3, 3, 3), (3, 9, 1), (3, 9, 0)] {
        assert_eq!(store.forget_invalidations(keep, limit)?, forgotten);
    }
    assert_eq!(store.forget_invalidations(0, u32::MAX)?, 3);
    let here = store.position()?;
    assert_eq!(here.number, start.number + 7);
    invalidate(&*store, &organization, 1)?;
    let told = store.invalidated_since(&here)?.digests;
    assert_eq!(told.map(|digests| digests.len()), Some(1), "it goes on");
    Ok(())
}
