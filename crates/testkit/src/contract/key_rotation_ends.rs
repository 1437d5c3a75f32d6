//! A rotation is completed or cancelled before its time: one of the two secrets is invalid at once.

use sendook_domain::entities::{ApiKey, AuditEvent, KeySecret, KeyWithDigests};
use sendook_domain::policies::{EndRotation, NewSecret, end_rotation};
use sendook_domain::ports::{CredentialStore, KeyUpdate, StoreError};

use super::KeyWorld;
use super::support::{Found, a_kept_key, at_once_on_keys, audit, found_secrets, rotate};
use crate::builders::a_rotation;

/// A key that is being rotated, as it was before, with the rotation and the key as it is since.
fn rotating(world: &impl KeyWorld) -> Result<(KeyWithDigests, NewSecret, ApiKey), StoreError> {
    let old = a_kept_key(world)?;
    let rotation = a_rotation();
    let rotated = rotate(&*world.store(), &old.key, &rotation)?.expect("the key is there");
    Ok((old, rotation, rotated))
}

/// Ends one of two secrets just after a rotation. `None`: there is only one.
pub(super) fn end(
    store: &dyn CredentialStore,
    key: &ApiKey,
    which: EndRotation,
    event: &AuditEvent,
) -> Result<Option<ApiKey>, StoreError> {
    let mut ended = false;
    let mut decide = |key: KeyWithDigests| {
        let at = key.key.updated_at;
        let left = end_rotation(key, which, at);
        ended = left.is_some();
        left.map_or(KeyUpdate::Unchanged, |key| {
            KeyUpdate::Changed(Box::new(key), None)
        })
    };
    let left = store.update_key(&key.organization_id, &key.id, &mut decide, event)?;
    Ok(left.filter(|_| ended))
}

/// The new secret alone is left, and all else stays.
pub fn a_completed_rotation_leaves_the_new_secret(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (old, rotation, rotated) = rotating(world)?;
    let event = audit();
    let ended = end(&*store, &old.key, EndRotation::Old, &event)?;
    let expected = ApiKey {
        previous: None,
        ..rotated
    };
    assert_eq!(ended.as_ref(), Some(&expected));
    assert!(world.audit_ids().contains(&event.id));
    let other = world.other_server();
    let found = other.key(&expected.organization_id, &expected.id)?;
    assert_eq!(found, Some(expected));
    let found = found_secrets(&*other, &[old.digest, rotation.digest])?;
    assert_eq!(found, [Found::Nothing, Found::Endless]);
    Ok(())
}

/// The old secret alone is left, and is current again, without an end.
pub fn a_cancelled_rotation_leaves_the_old_secret(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (old, rotation, rotated) = rotating(world)?;
    let event = audit();
    let ended = end(&*store, &old.key, EndRotation::New, &event)?;
    let expected = ApiKey {
        secret: KeySecret {
            ends_at: None,
            ..old.key.secret.clone()
        },
        previous: None,
        ..rotated
    };
    assert_eq!(ended.as_ref(), Some(&expected));
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

/// Some complete and some cancel a rotation at once: one of them does, and one secret is left.
pub fn a_rotation_ended_at_once_is_ended_once(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (old, rotation, _) = rotating(world)?;
    let lines = world.audit_ids().len();
    let ended = at_once_on_keys(world, |store| {
        let event = audit();
        let which = if event.at.timestamp_micros() % 2 == 0 {
            EndRotation::Old
        } else {
            EndRotation::New
        };
        end(store, &old.key, which, &event)
    })?;
    assert_eq!(ended.iter().flatten().count(), 1);
    assert_eq!(world.audit_ids().len(), lines + 1);
    let found = found_secrets(&*store, &[old.digest, rotation.digest])?;
    let left = found.into_iter().filter(|one| *one != Found::Nothing);
    assert_eq!(left.collect::<Vec<_>>(), [Found::Endless]);
    Ok(())
}
