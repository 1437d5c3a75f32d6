//! A key that is rotated has a new secret, and for a while the one before it.

use std::slice;

use chrono::TimeDelta;
use sendook_domain::entities::{ApiKey, DisabledReason, KeySecret, RequestsByDay};
use sendook_domain::policies::{self, RotationRequest};
use sendook_domain::ports::{KeyFilter, KeyUpdate, KeyUse, Pagination, StoreError};
use sendook_domain::values::Digest;

use super::KeyWorld;
use super::support::{
    Found, a_kept_key, at_once_on_keys, audit, change, found_secrets, grace_end, rotate, update,
};
use crate::builders::a_rotation;

/// While a key is rotated, both secrets are found and shown on every server, and all else stays.
pub fn both_secrets_are_found_and_shown(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?;
    let (organization, key) = (&first.key.organization_id, &first.key);
    let rotation = a_rotation();
    let rotated = rotate(&*store, key, &rotation)?;
    let expected = ApiKey {
        secret: rotation.secret.clone(),
        previous: Some(KeySecret {
            ends_at: Some(grace_end(&rotation)),
            ..key.secret.clone()
        }),
        updated_at: rotation.secret.created_at,
        ..key.clone()
    };
    assert_eq!(rotated.as_ref(), Some(&expected));
    for server in [world.store(), world.other_server()] {
        let found = server.key(organization, &key.id)?;
        assert_eq!(found.as_ref(), Some(&expected));
        let listed = server.keys(organization, &KeyFilter::default(), &Pagination::first())?;
        assert_eq!(listed.items, slice::from_ref(&expected));
        for (digest, end) in [
            (&first.digest, Some(grace_end(&rotation))),
            (&rotation.digest, None),
        ] {
            let stored = server.key_by_digest(digest)?.expect("both are found");
            assert_eq!(stored.key.id, key.id);
            assert_eq!(stored.secret_ends_at, end);
        }
    }
    Ok(())
}

/// No secret of a leaked key survives, and the reason for which it was disabled goes; it stays disabled.
pub fn a_rotation_can_end_every_old_secret(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?;
    let (second, third) = (a_rotation(), a_rotation());
    rotate(&*store, &first.key, &second)?;
    let leak = |key: &mut ApiKey| {
        key.active = false;
        key.disabled_reason = Some(DisabledReason::Leaked);
    };
    change(&*store, &first.key, leak, &audit())?;
    let rotated = rotate(&*store, &first.key, &third)?.expect("the key is there");
    assert_eq!((rotated.active, rotated.disabled_reason), (false, None));
    assert_eq!(rotated.previous, None);
    let digests = [first.digest, second.digest, third.digest];
    let found = found_secrets(&*world.other_server(), &digests)?;
    assert_eq!(found, [Found::Nothing, Found::Nothing, Found::Endless]);
    Ok(())
}

/// Of two secrets, the newest survives a further rotation that may end the oldest.
pub fn a_further_rotation_can_keep_the_newest(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?;
    let (second, third) = (a_rotation(), a_rotation());
    rotate(&*store, &first.key, &second)?;
    let rotated = rotate(&*store, &first.key, &third)?.expect("the key is there");
    assert_eq!(rotated.secret, third.secret);
    let old = rotated.previous.map(|old| (old.hint, old.ends_at));
    let end = grace_end(&third);
    assert_eq!(old, Some((second.secret.hint, Some(end))));
    let digests = [first.digest, second.digest, third.digest];
    let found = found_secrets(&*world.other_server(), &digests)?;
    assert_eq!(found, [Found::Nothing, Found::Until(end), Found::Endless]);
    Ok(())
}

/// Otherwise the one in its grace period survives, and the newest, which is unused, is replaced.
pub fn a_further_rotation_can_replace_the_newest(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?;
    let (second, third) = (a_rotation(), a_rotation());
    rotate(&*store, &first.key, &second)?;
    let end = grace_end(&second) - TimeDelta::seconds(1);
    let now = second.secret.created_at;
    let request = RotationRequest::new(Some(end - now), false).expect("it is short");
    let replace = |key| policies::rotate(key, third.clone(), request, now).expect("it is unused");
    let rotated = update(&*store, &first.key, replace, &audit())?.expect("the key is there");
    assert_eq!(rotated.secret, third.secret);
    let old = rotated.previous.map(|old| (old.hint, old.ends_at));
    assert_eq!(old, Some((first.key.secret.hint, Some(end))));
    let digests = [first.digest, second.digest, third.digest];
    let found = found_secrets(&*world.other_server(), &digests)?;
    assert_eq!(found, [Found::Until(end), Found::Nothing, Found::Endless]);
    Ok(())
}

/// Many rotate a key at once, on two servers, while its old secret is in its grace period: each is decided on what the
/// one before it left, and the promise to the old secret is kept, also when the newest is used by one of them.
pub fn rotations_at_once_are_decided_one_after_the_other(
    world: &impl KeyWorld,
) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?;
    let second = a_rotation();
    rotate(&*store, &first.key, &second)?;
    let (organization, id) = (&first.key.organization_id, &first.key.id);
    let now = second.secret.created_at;
    let rotated = at_once_on_keys(world, |store| -> Result<_, StoreError> {
        let rotation = a_rotation();
        let request = RotationRequest::default();
        let mut done = false;
        let mut decide = |key| {
            let rotated = policies::rotate(key, rotation.clone(), request, now);
            done = rotated.is_ok();
            rotated.map_or(KeyUpdate::Unchanged, |key| {
                KeyUpdate::Changed(Box::new(key), None)
            })
        };
        store.update_key(organization, id, &mut decide, &audit())?;
        // Each new secret is used: it must not be replaced any more, unless it has been already.
        store.record_key_use(
            &[KeyUse {
                key_id: id.clone(),
                requests: RequestsByDay::at(now, 1),
                last_at: now,
                last_ip: None,
                secrets: vec![(rotation.digest, now)],
            }],
            now,
        )?;
        let lives_on = store.key_by_digest(&rotation.digest)?.is_some();
        Ok((done, lives_on))
    })?;
    assert!(rotated.iter().any(|(done, _)| *done));
    // What was found alive after its use was written stays so.
    let alive = rotated.iter().filter(|(_, lives_on)| *lives_on).count();
    assert_eq!(alive, 1, "{rotated:?}");
    let found = found_secrets(&*store, &[first.digest, second.digest])?;
    assert_eq!(found, [Found::Until(grace_end(&second)), Found::Nothing]);
    Ok(())
}

/// The newest secret is the one that came last, even from a server whose clock is slow.
pub fn a_slow_clock_does_not_bring_the_old_secret_back(
    world: &impl KeyWorld,
) -> Result<(), StoreError> {
    let store = world.store();
    let key = a_kept_key(world)?.key;
    let mut slow = a_rotation();
    slow.secret.created_at = key.secret.created_at - TimeDelta::seconds(5);
    let rotated = rotate(&*store, &key, &slow)?.expect("the key is there");
    assert_eq!(rotated.secret, slow.secret);
    let mut again = a_rotation();
    again.secret.created_at = slow.secret.created_at - TimeDelta::seconds(5);
    let rotated = rotate(&*store, &key, &again)?.expect("the key is there");
    assert_eq!(rotated.secret, again.secret);
    assert_eq!(rotated.previous.map(|old| old.hint), Some(slow.secret.hint));
    Ok(())
}

/// Many rotate one key at once, on two servers: all of them succeed one after the other, and the last two
/// secrets are left.
pub fn a_key_rotated_at_once_has_two_secrets(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?;
    let lines = world.audit_ids().len();
    let rotated = at_once_on_keys(world, |store| {
        let rotation = a_rotation();
        let done = rotate(store, &first.key, &rotation);
        done.map(|key| (key.is_some(), rotation.digest))
    })?;
    assert!(rotated.iter().all(|(done, _)| *done));
    assert_eq!(world.audit_ids().len(), lines + rotated.len());
    let mut digests: Vec<Digest> = rotated.into_iter().map(|(_, digest)| digest).collect();
    digests.push(first.digest);
    let found = found_secrets(&*store, &digests)?;
    let count = |wanted: fn(&Found) -> bool| found.iter().filter(|one| wanted(one)).count();
    assert_eq!(count(|one| *one == Found::Endless), 1);
    assert_eq!(count(|one| matches!(one, Found::Until(_))), 1);
    Ok(())
}

/// A deleted key is found by neither of its secrets.
pub fn a_deleted_key_takes_both_secrets_along(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let old = a_kept_key(world)?;
    let rotation = a_rotation();
    let rotated = rotate(&*store, &old.key, &rotation)?;
    let deleted = store.delete_key(&old.key.organization_id, &old.key.id, &audit())?;
    assert_eq!(deleted, rotated);
    let other = world.other_server();
    let found = found_secrets(&*other, &[old.digest, rotation.digest])?;
    assert_eq!(found, [Found::Nothing, Found::Nothing]);
    Ok(())
}
