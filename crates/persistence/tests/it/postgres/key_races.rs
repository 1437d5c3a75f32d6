//! Another server changes a key between our look at it and our change.

use std::thread;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use sendook_domain::entities::{AuditAction, AuditEvent, KeyWithDigests, RequestsByDay};
use sendook_domain::policies::{EndRotation, NewSecret, RotationRequest, end_rotation, rotate};
use sendook_domain::ports::{ApiKeys as _, KeyUpdate, KeyUse};
use sendook_persistence::SqlStore;
use sendook_testkit::builders::{a_digest, a_late_moment, a_moment, a_rotation, an_audit_event};

use super::PostgresWorld;
use super::races::overtaken;
use crate::opened;

fn audit() -> AuditEvent {
    an_audit_event(AuditAction::KeyRotated)
}

/// A key, and the statements by which another server rotates it. The row of the key is held first.
fn rotated_elsewhere(store: &SqlStore) -> (KeyWithDigests, String) {
    let key = opened(store).api_key;
    let end = (a_moment() + TimeDelta::hours(1)).timestamp_micros();
    let rotate = format!(
        "UPDATE api_keys SET updated_at = updated_at; \
         UPDATE api_key_secrets SET ends_at = {end}; \
         INSERT INTO api_key_secrets (digest, api_key_id, hint, created_at) \
         VALUES (sha256('elsewhere'), '{}', 'elsewhere', 0)",
        key.key.id
    );
    (key, rotate)
}

/// What becomes of a key that gets a further secret, an hour before its old one ends.
fn rotated(key: KeyWithDigests, new: &NewSecret) -> KeyUpdate {
    let request = RotationRequest::new(Some(TimeDelta::hours(1)), true).unwrap();
    let rotated = rotate(key, new.clone(), request, a_moment()).unwrap();
    KeyUpdate::Changed(Box::new(rotated), None)
}

#[test]
fn a_rotation_sees_the_one_that_was_faster() {
    let world = PostgresWorld::new();
    let store = world.open();
    let (key, rotate) = rotated_elsewhere(&store);
    let new = a_rotation();
    let (organization, id) = (&key.key.organization_id, &key.key.id);
    let rotated = overtaken(&world, &rotate, || {
        let mut keep = |key: KeyWithDigests| {
            assert_eq!(key.key.secret.hint, "elsewhere");
            rotated(key, &new)
        };
        store.update_key(organization, id, &mut keep, &audit())
    });
    assert_eq!(rotated.unwrap().previous.unwrap().hint, "elsewhere");
    assert_eq!(store.key_by_digest(&key.digest).unwrap(), None);
}

/// A first use that another server has begun to write counts: the rotation waits for it.
#[test]
fn a_rotation_sees_a_first_use_that_was_faster() {
    let (world, store, account) = PostgresWorld::with_account();
    let key = account.api_key;
    let use_it = "UPDATE api_keys SET request_count = request_count; \
        UPDATE api_key_secrets SET last_used_at = 5";
    let (organization, id) = (&key.key.organization_id, &key.key.id);
    let found = overtaken(&world, use_it, || {
        let mut refuse_used = |key: KeyWithDigests| match key.key.secret.last_used_at {
            None => KeyUpdate::Deleted,
            Some(_) => KeyUpdate::Unchanged,
        };
        store.update_key(organization, id, &mut refuse_used, &audit())
    });
    assert!(found.is_some());
    assert!(store.key_by_digest(&key.digest).unwrap().is_some());
}

#[test]
fn a_completion_ends_the_secret_that_is_old_by_then() {
    let world = PostgresWorld::new();
    let store = world.open();
    let (key, rotate) = rotated_elsewhere(&store);
    let (organization, id) = (&key.key.organization_id, &key.key.id);
    let left = overtaken(&world, &rotate, || {
        let mut complete = |key| {
            let left = end_rotation(key, EndRotation::Old, a_moment()).unwrap();
            KeyUpdate::Changed(Box::new(left), None)
        };
        store.update_key(organization, id, &mut complete, &audit())
    });
    let left = left.unwrap();
    assert_eq!(left.secret.hint, "elsewhere");
    assert_eq!(left.previous, None);
}

#[test]
fn a_key_that_is_deleted_first_is_not_rotated() {
    let (world, store, account) = PostgresWorld::with_account();
    let key = account.api_key;
    let new = a_rotation();
    let (organization, id) = (&key.key.organization_id, &key.key.id);
    let lines = || world.texts("SELECT id AS text FROM audit_events").len();
    let before = lines();
    let found = overtaken(&world, "DELETE FROM api_keys", || {
        store.update_key(organization, id, &mut |key| rotated(key, &new), &audit())
    });
    assert_eq!(found, None);
    assert_eq!(store.key_by_digest(&new.digest).unwrap(), None);
    assert_eq!(lines(), before);
}

/// Two servers that locked the same keys in opposite order would deadlock.
#[test]
fn the_keys_whose_use_is_written_are_held_in_one_order() {
    let world = PostgresWorld::new();
    let store = world.open();
    let mut keys = [(); 2].map(|()| opened(&store).api_key);
    keys.sort_by(|one, other| one.key.id.cmp(&other.key.id));
    let used = keys.each_ref().map(|key| KeyUse {
        key_id: key.key.id.clone(),
        requests: RequestsByDay::at(a_moment(), 1),
        last_at: a_moment(),
        last_ip: None,
        secrets: vec![(key.digest, a_moment())],
    });
    let [hold_first, hold_last] = keys.each_ref().map(|key| {
        let id = &key.key.id;
        format!("SELECT FROM api_keys WHERE id = '{id}' FOR NO KEY UPDATE NOWAIT")
    });
    let [first, last] = used;
    for used in [[first.clone(), last.clone()], [last, first]] {
        let mut other = world.connect();
        other
            .batch_execute(&format!("BEGIN; {hold_first}"))
            .unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| store.record_key_use(&used, a_late_moment()));
            world.wait_until_blocked(1);
            other.batch_execute(&hold_last).unwrap();
            other.batch_execute("COMMIT").unwrap();
            waiting.join().unwrap().unwrap();
        });
    }
}

#[test]
fn use_is_added_to_what_another_server_has_just_written() {
    let (world, store, account) = PostgresWorld::with_account();
    let key = account.api_key;
    let used = KeyUse {
        key_id: key.key.id.clone(),
        requests: RequestsByDay::at(a_moment(), 5),
        last_at: a_moment(),
        last_ip: None,
        secrets: vec![(key.digest, a_moment()), (a_digest(), a_moment())],
    };
    let later = a_moment().timestamp_micros();
    let add = format!(
        "UPDATE api_keys SET request_count = request_count + 7, last_used_at = {later}, \
         last_used_ip = '192.0.2.9'; UPDATE api_key_secrets SET last_used_at = {later}"
    );
    overtaken(&world, &add, || {
        store.record_key_use(&[used], a_late_moment())
    });
    let found = store.key(&key.key.organization_id, &key.key.id);
    let found = found.unwrap().unwrap();
    assert_eq!(found.request_count, 12);
    assert_eq!(found.last_used_ip, "192.0.2.9".parse().ok());
    for at in [found.last_used_at, found.secret.last_used_at] {
        assert_eq!(at.map(|at| at.timestamp_micros()), Some(later));
    }
}
