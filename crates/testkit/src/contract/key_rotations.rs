//! A key that is rotated has a new secret, and for a while the one before it.

use std::slice;

use chrono::TimeDelta;
use sendook_domain::credentials::Digest;
use sendook_domain::entities::{ApiKey, AuditEvent, DisabledReason, KeySecret};
use sendook_domain::ports::{KeyChange, KeyFilter, KeyRotation, Page, Store, StoreError};

use super::World;
use super::support::{Found, at_once, audit, found_secrets, opened};
use crate::builders::{a_key, a_rotation, an_id};

/// Rotates a key at the moment that its new secret is made.
pub(super) fn rotate(
    store: &dyn Store,
    key: &ApiKey,
    rotation: &KeyRotation,
) -> Result<Option<ApiKey>, StoreError> {
    store.rotate_key(&key.organization_id, &key.id, rotation, &event_of(rotation))
}

fn event_of(rotation: &KeyRotation) -> AuditEvent {
    AuditEvent {
        at: rotation.secret.created_at,
        ..audit()
    }
}

/// While a key is rotated, both secrets are found and shown on every server, and all else stays.
pub fn both_secrets_are_found_and_shown(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, key) = (&account.organization.id, &account.api_key.key);
    let rotation = a_rotation();
    let event = event_of(&rotation);
    let rotated = store.rotate_key(organization, &key.id, &rotation, &event)?;
    let expected = ApiKey {
        secret: rotation.secret.clone(),
        previous: Some(KeySecret {
            ends_at: Some(rotation.old_ends_at),
            ..key.secret.clone()
        }),
        updated_at: event.at,
        ..key.clone()
    };
    assert_eq!(rotated.as_ref(), Some(&expected));
    assert!(world.audit_ids().contains(&event.id));
    for server in [world.store(), world.other_server()] {
        let found = server.key(organization, &key.id)?;
        assert_eq!(found.as_ref(), Some(&expected));
        let listed = server.keys(organization, &KeyFilter::default(), &Page::first())?;
        assert_eq!(listed.items, slice::from_ref(&expected));
        for (digest, end) in [
            (&account.api_key.digest, Some(rotation.old_ends_at)),
            (&rotation.digest, None),
        ] {
            let stored = server.key_by_digest(digest)?.expect("both are found");
            assert_eq!(stored.key.id, key.id);
            assert_eq!(stored.secret_ends_at, end);
        }
    }
    Ok(())
}

/// What leaked is gone with the rotation, whatever grace was given, and the reason with it; the key stays disabled.
pub fn a_leaked_secret_gets_no_grace(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, key) = (&account.organization.id, &account.api_key.key);
    let leak = KeyChange {
        active: Some(false),
        disabled_reason: Some(Some(DisabledReason::Leaked)),
        ..KeyChange::default()
    };
    store.change_key(organization, &key.id, &leak, &audit())?;
    let rotation = a_rotation();
    let rotated = rotate(&*store, key, &rotation)?.expect("the key is there");
    assert_eq!((rotated.active, rotated.disabled_reason), (false, None));
    assert_eq!(rotated.previous, None);
    let found = found_secrets(&*store, &[account.api_key.digest, rotation.digest])?;
    assert_eq!(found, [Found::Nothing, Found::Endless]);
    Ok(())
}

/// A rotation never gives the old secret more time than it had.
pub fn an_old_secret_lives_no_longer_than_it_would_have(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization.id;
    let rotation = a_rotation();
    let moment = TimeDelta::microseconds(1);
    for own_end in [rotation.old_ends_at - moment, rotation.old_ends_at + moment] {
        let mut new = a_key(&organization);
        new.key.secret.ends_at = Some(own_end);
        store.create_key(&new, &audit())?;
        let rotation = KeyRotation {
            digest: a_rotation().digest,
            ..rotation.clone()
        };
        rotate(&*store, &new.key, &rotation)?;
        let end = own_end.min(rotation.old_ends_at);
        let found = found_secrets(&*store, &[new.digest, rotation.digest])?;
        assert_eq!(found, [Found::Until(end), Found::Endless]);
    }
    Ok(())
}

/// An old secret whose end is not after the rotation is gone at once; a moment later it is not.
pub fn without_grace_the_old_secret_is_gone(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization.id;
    for (grace, lives_on) in [(-1, false), (0, false), (1, true)] {
        let new = a_key(&organization);
        store.create_key(&new, &audit())?;
        let mut rotation = a_rotation();
        rotation.old_ends_at = rotation.secret.created_at + TimeDelta::microseconds(grace);
        let rotated = rotate(&*store, &new.key, &rotation)?.expect("the key is there");
        assert_eq!(rotated.previous.is_some(), lives_on, "{grace} µs");
        for server in [world.store(), world.other_server()] {
            let old = server.key_by_digest(&new.digest)?;
            assert_eq!(old.is_some(), lives_on, "{grace} µs");
            assert!(server.key_by_digest(&rotation.digest)?.is_some());
        }
    }
    Ok(())
}

/// There are never more than two secrets: rotating a key that is being rotated ends the oldest.
pub fn rotating_again_ends_the_oldest(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let first = opened(&*store)?.api_key;
    let (second, third) = (a_rotation(), a_rotation());
    rotate(&*store, &first.key, &second)?;
    let rotated = rotate(&*store, &first.key, &third)?.expect("the key is there");
    assert_eq!(rotated.secret, third.secret);
    let old = rotated.previous.map(|old| (old.hint, old.ends_at));
    assert_eq!(old, Some((second.secret.hint, Some(third.old_ends_at))));
    let found = found_secrets(&*store, &[first.digest, second.digest, third.digest])?;
    assert_eq!(
        found,
        [
            Found::Nothing,
            Found::Until(third.old_ends_at),
            Found::Endless
        ]
    );
    Ok(())
}

/// The newest secret is the one that came last, even from a server whose clock is slow.
pub fn a_slow_clock_does_not_bring_the_old_secret_back(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let key = opened(&*store)?.api_key.key;
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
pub fn a_key_rotated_at_once_has_two_secrets(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let first = opened(&*store)?.api_key;
    let lines = world.audit_ids().len();
    let rotated = at_once(world, |store| {
        let rotation = a_rotation();
        let done = rotate(store, &first.key, &rotation);
        done.map(|key| (key.is_some(), rotation.digest))
    });
    let rotated = rotated.into_iter().collect::<Result<Vec<_>, _>>()?;
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

/// A key that is not there, or of another organization, is not rotated, and the trail does not say that it was.
pub fn a_foreign_key_is_not_rotated(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let lines = world.audit_ids().len();
    for id in [&foreign.api_key.key.id, &an_id()] {
        let rotation = a_rotation();
        let rotated = store.rotate_key(&own.organization.id, id, &rotation, &audit())?;
        assert_eq!(rotated, None);
        assert_eq!(store.key_by_digest(&rotation.digest)?, None);
    }
    let kept = store.key(&foreign.organization.id, &foreign.api_key.key.id)?;
    assert_eq!(kept, Some(foreign.api_key.key));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// A deleted key is found by neither of its secrets.
pub fn a_deleted_key_takes_both_secrets_along(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let old = opened(&*store)?.api_key;
    let rotation = a_rotation();
    let rotated = rotate(&*store, &old.key, &rotation)?;
    let deleted = store.delete_key(&old.key.organization_id, &old.key.id, &audit())?;
    assert_eq!(deleted, rotated);
    let other = world.other_server();
    let found = found_secrets(&*other, &[old.digest, rotation.digest])?;
    assert_eq!(found, [Found::Nothing, Found::Nothing]);
    Ok(())
}
