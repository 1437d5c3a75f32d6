//! A rotation is completed or cancelled before its time: one of the two secrets is dead at once.

use chrono::TimeDelta;
use sendook_domain::entities::{ApiKey, AuditEvent, KeySecret};
use sendook_domain::ports::{
    EndRotation, EndedRotation, KeyRotation, NewApiKey, Store, StoreError,
};

use super::World;
use super::key_rotations::rotate;
use super::support::{Found, at_once, audit, found_secrets, grace_end, opened};
use crate::builders::{a_rotation, an_id};

/// A key that is being rotated, as it was before, with the rotation and the key as it is since.
fn rotating(store: &dyn Store) -> Result<(NewApiKey, KeyRotation, ApiKey), StoreError> {
    let old = opened(store)?.api_key;
    let rotation = a_rotation();
    let rotated = rotate(store, &old.key, &rotation)?.expect("the key is there");
    Ok((old, rotation, rotated))
}

fn end(
    store: &dyn Store,
    key: &ApiKey,
    end: EndRotation,
    event: &AuditEvent,
) -> Result<EndedRotation, StoreError> {
    store.end_rotation(&key.organization_id, &key.id, end, event)
}

/// The new secret alone is left, and all else stays.
pub fn a_completed_rotation_leaves_the_new_secret(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (old, rotation, rotated) = rotating(&*store)?;
    let event = audit();
    let ended = end(&*store, &old.key, EndRotation::Old, &event)?;
    let expected = ApiKey {
        previous: None,
        updated_at: event.at,
        ..rotated
    };
    assert_eq!(ended, EndedRotation::Ended(Box::new(expected.clone())));
    assert!(world.audit_ids().contains(&event.id));
    let other = world.other_server();
    let found = other.key(&expected.organization_id, &expected.id)?;
    assert_eq!(found, Some(expected));
    let found = found_secrets(&*other, &[old.digest, rotation.digest])?;
    assert_eq!(found, [Found::Nothing, Found::Endless]);
    Ok(())
}

/// The old secret alone is left, and is current again, without an end.
pub fn a_cancelled_rotation_leaves_the_old_secret(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (old, rotation, rotated) = rotating(&*store)?;
    let event = audit();
    let ended = end(&*store, &old.key, EndRotation::New, &event)?;
    let expected = ApiKey {
        secret: KeySecret {
            ends_at: None,
            ..old.key.secret.clone()
        },
        previous: None,
        updated_at: event.at,
        ..rotated
    };
    assert_eq!(ended, EndedRotation::Ended(Box::new(expected.clone())));
    let other = world.other_server();
    let found = other.key(&expected.organization_id, &expected.id)?;
    assert_eq!(found.as_ref(), Some(&expected));
    let found = found_secrets(&*other, &[old.digest, rotation.digest])?;
    assert_eq!(found, [Found::Endless, Found::Nothing]);
    let again = a_rotation();
    let rotated = rotate(&*store, &expected, &again)?.expect("the key is there");
    assert_eq!(rotated.secret, again.secret);
    Ok(())
}

/// A key that is not rotated, or whose old secret is over, keeps what it has, whatever is to end, and the trail
/// says nothing.
pub fn one_live_secret_is_kept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let whole = opened(&*store)?.api_key.key;
    let (old, rotation, rotated) = rotating(&*store)?;
    let lines = world.audit_ids().len();
    let moment = TimeDelta::microseconds(1);
    for which in [EndRotation::Old, EndRotation::New] {
        let untouched = end(&*store, &whole, which, &audit())?;
        assert_eq!(untouched, EndedRotation::NotRotating);
        let at_its_end = AuditEvent {
            at: grace_end(&rotation),
            ..audit()
        };
        let over = end(&*store, &old.key, which, &at_its_end)?;
        assert_eq!(over, EndedRotation::NotRotating);
    }
    assert_eq!(world.audit_ids().len(), lines);
    let kept = store.key(&whole.organization_id, &whole.id)?;
    assert_eq!(kept, Some(whole));
    let kept = store.key(&rotated.organization_id, &rotated.id)?;
    assert_eq!(kept, Some(rotated));
    let before_its_end = AuditEvent {
        at: grace_end(&rotation) - moment,
        ..audit()
    };
    let ended = end(&*store, &old.key, EndRotation::Old, &before_its_end)?;
    assert!(matches!(ended, EndedRotation::Ended(_)));
    Ok(())
}

/// Some complete and some cancel a rotation at once: one of them does, and one secret is left.
pub fn a_rotation_ended_at_once_is_ended_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (old, rotation, _) = rotating(&*store)?;
    let lines = world.audit_ids().len();
    let ended = at_once(world, |store| {
        let event = audit();
        let which = if event.at.timestamp_micros() % 2 == 0 {
            EndRotation::Old
        } else {
            EndRotation::New
        };
        end(store, &old.key, which, &event)
    });
    let ended = ended.into_iter().collect::<Result<Vec<_>, _>>()?;
    let done = ended
        .iter()
        .filter(|one| matches!(one, EndedRotation::Ended(_)));
    assert_eq!(done.count(), 1);
    let late = ended
        .iter()
        .filter(|one| **one == EndedRotation::NotRotating);
    assert_eq!(late.count(), ended.len() - 1);
    assert_eq!(world.audit_ids().len(), lines + 1);
    let found = found_secrets(&*store, &[old.digest, rotation.digest])?;
    let left = found.into_iter().filter(|one| *one != Found::Nothing);
    assert_eq!(left.collect::<Vec<_>>(), [Found::Endless]);
    Ok(())
}

/// Of another organization, or none, there is nothing to end.
pub fn a_rotation_ends_in_its_organization(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let stranger = opened(&*store)?.organization.id;
    let (old, rotation, _) = rotating(&*store)?;
    let lines = world.audit_ids().len();
    for which in [EndRotation::Old, EndRotation::New] {
        for (organization, id) in [
            (&stranger, &old.key.id),
            (&old.key.organization_id, &an_id()),
        ] {
            let ended = store.end_rotation(organization, id, which, &audit())?;
            assert_eq!(ended, EndedRotation::NoSuchKey);
        }
    }
    assert_eq!(world.audit_ids().len(), lines);
    let found = found_secrets(&*store, &[old.digest, rotation.digest])?;
    assert_eq!(found, [Found::Until(grace_end(&rotation)), Found::Endless]);
    Ok(())
}
