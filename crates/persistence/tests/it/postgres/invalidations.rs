//! Invalidations have numbers in the order of the commits, and no transaction waits for another's before its commit.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use diesel::connection::SimpleConnection;
use sendook_domain::entities::{AuditAction, KeyWithDigests};
use sendook_domain::ports::{ApiKeys as _, Freshness as _};
use sendook_persistence::SqlStore;
use sendook_testkit::builders::{a_key, an_audit_event};

use super::PostgresWorld;
use crate::opened;

const RUNNERS: usize = 8;
const EACH: usize = 12;

fn keys(store: &SqlStore, count: usize) -> Vec<KeyWithDigests> {
    let organization = opened(store).organization.id;
    let keys = (0..count).map(|_| {
        let key = a_key(&organization);
        let event = an_audit_event(AuditAction::KeyCreated);
        store.create_key(&key, &event, None).unwrap();
        key
    });
    keys.collect()
}

/// If the first to invalidate held the position until its end, this would be a deadlock: the second, which waits for it,
/// holds what the first wants next.
#[test]
fn two_that_invalidate_do_not_wait_for_each_other_before_they_commit() {
    let world = PostgresWorld::new();
    let store = world.open();
    let before = store.position().unwrap();
    let [first, second] = &keys(&store, 2)[..] else {
        panic!("two keys were asked for");
    };
    let delete = |key: &KeyWithDigests| format!("DELETE FROM api_keys WHERE id = '{}'", key.key.id);
    let (mut one, mut other) = (world.connect(), world.connect());
    for connection in [&mut one, &mut other] {
        let begin = "SET lock_timeout = '5s'; BEGIN";
        connection.batch_execute(begin).unwrap();
    }
    one.batch_execute(&delete(first)).unwrap();
    let hold = "UPDATE users SET updated_at = updated_at";
    other.batch_execute(hold).unwrap();
    other.batch_execute(&delete(second)).unwrap();
    assert_eq!(store.position().unwrap(), before);
    other.batch_execute("COMMIT").unwrap();
    one.batch_execute(hold).unwrap();
    one.batch_execute("COMMIT").unwrap();
    let invalidated = store.invalidated_since(&before).unwrap();
    assert_eq!(invalidated.digests, Some(vec![second.digest, first.digest]));
}

/// A number that shows before a smaller one has been committed would hide that one from a read in between.
#[test]
fn who_follows_the_numbers_misses_none() {
    let world = PostgresWorld::new();
    let stores = [world.open(), world.open()];
    let keys = keys(&stores[0], RUNNERS * EACH);
    let mut at = stores[0].position().unwrap();
    let (done, mut seen) = (AtomicBool::new(false), Vec::new());
    let mut follow = |seen: &mut Vec<_>| {
        let position = stores[1].position().unwrap();
        let invalidated = stores[1].invalidated_since(&at).unwrap();
        assert!(invalidated.up_to.number >= position.number);
        let digests = invalidated.digests.expect("nothing was forgotten");
        let counted = usize::try_from(invalidated.up_to.number - at.number);
        assert_eq!(counted, Ok(digests.len()), "a gap");
        seen.extend(digests);
        at = invalidated.up_to;
    };
    thread::scope(|scope| {
        let follower = scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                follow(&mut seen);
            }
        });
        let runners: Vec<_> = keys
            .chunks(EACH)
            .zip(stores.iter().cycle())
            .map(|(keys, store)| scope.spawn(move || delete_all(store, keys)))
            .collect();
        for runner in runners {
            runner.join().unwrap();
        }
        done.store(true, Ordering::Release);
        follower.join().unwrap();
    });
    follow(&mut seen);
    assert_eq!(seen.len(), keys.len());
    let all: HashSet<_> = keys.iter().map(|key| key.digest).collect();
    assert_eq!(seen.into_iter().collect::<HashSet<_>>(), all);
}

fn delete_all(store: &SqlStore, keys: &[KeyWithDigests]) {
    for KeyWithDigests { key, .. } in keys {
        let audit = an_audit_event(AuditAction::KeyDeleted);
        let deleted = store.delete_key(&key.organization_id, &key.id, &audit);
        assert!(deleted.unwrap().is_some());
    }
}
