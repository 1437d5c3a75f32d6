//! A changed key is changed for everybody at once, in what was to change and nothing else.

use chrono::TimeDelta;
use sendook_domain::entities::{ApiKey, DisabledReason};
use sendook_domain::ports::{KeyChange, StoreError};
use sendook_domain::values::KeyName;

use super::World;
use super::support::{audit, opened};
use crate::builders::{a_key, a_moment, an_id};

/// A name changes alone.
pub fn a_name_changes_alone(world: &dyn World) -> Result<(), StoreError> {
    let name = KeyName::restore("Büro – EU 🚀".to_owned());
    let change = KeyChange {
        name: Some(name.clone()),
        ..KeyChange::default()
    };
    assert_changes(world, &[change], |key| ApiKey { name, ..key })
}

/// A key is disabled alone.
pub fn a_key_is_disabled(world: &dyn World) -> Result<(), StoreError> {
    assert_changes(world, &[activation(false)], |key| ApiKey {
        active: false,
        ..key
    })
}

/// A disabled key is enabled again.
pub fn a_key_is_enabled_again(world: &dyn World) -> Result<(), StoreError> {
    assert_changes(world, &[activation(false), activation(true)], |key| key)
}

/// An expiry is set alone.
pub fn an_expiry_is_set(world: &dyn World) -> Result<(), StoreError> {
    let expires_at = Some(a_moment() + TimeDelta::days(30));
    let change = KeyChange {
        expires_at: Some(expires_at),
        ..KeyChange::default()
    };
    assert_changes(world, &[change], |key| ApiKey { expires_at, ..key })
}

/// An expiry is removed again, and stays when something else changes.
pub fn an_expiry_stays_until_it_is_removed(world: &dyn World) -> Result<(), StoreError> {
    let expires_at = Some(a_moment());
    let set = KeyChange {
        expires_at: Some(expires_at),
        ..KeyChange::default()
    };
    let remove = KeyChange {
        expires_at: Some(None),
        ..KeyChange::default()
    };
    let disable = activation(false);
    assert_changes(world, &[set.clone(), disable], |key| ApiKey {
        expires_at,
        active: false,
        ..key
    })?;
    assert_changes(world, &[set, remove], |key| key)
}

/// The reason why a key is disabled stays until it is removed.
pub fn a_reason_stays_until_it_is_removed(world: &dyn World) -> Result<(), StoreError> {
    let because = |disabled_reason| KeyChange {
        disabled_reason: Some(disabled_reason),
        ..KeyChange::default()
    };
    let leaked = Some(DisabledReason::Leaked);
    assert_changes(world, &[because(leaked), activation(false)], |key| ApiKey {
        active: false,
        disabled_reason: leaked,
        ..key
    })?;
    assert_changes(world, &[because(leaked), because(None)], |key| key)
}

/// What is disabled for a reason is not enabled, whatever else changes with it.
pub fn a_key_disabled_for_a_reason_stays_disabled(world: &dyn World) -> Result<(), StoreError> {
    let leaked = Some(DisabledReason::Leaked);
    let leak = KeyChange {
        disabled_reason: Some(leaked),
        ..activation(false)
    };
    let name = KeyName::restore("Renamed".to_owned());
    let enable = KeyChange {
        name: Some(name.clone()),
        ..activation(true)
    };
    assert_changes(world, &[leak, enable], |key| ApiKey {
        name,
        active: false,
        disabled_reason: leaked,
        ..key
    })
}

/// All fields change together.
pub fn all_fields_change_together(world: &dyn World) -> Result<(), StoreError> {
    let name = KeyName::restore("All".to_owned());
    let expires_at = Some(a_moment());
    let change = KeyChange {
        name: Some(name.clone()),
        active: Some(false),
        expires_at: Some(expires_at),
        disabled_reason: Some(Some(DisabledReason::Leaked)),
    };
    assert_changes(world, &[change], |key| ApiKey {
        name,
        active: false,
        disabled_reason: Some(DisabledReason::Leaked),
        expires_at,
        ..key
    })
}

/// A key that is not there, or of another organization, is not changed, and the trail does not say that
/// it was.
pub fn a_foreign_key_is_not_changed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let lines = world.audit_ids().len();
    let disable = activation(false);
    for id in [&foreign.api_key.key.id, &an_id()] {
        let changed = store.change_key(&own.organization.id, id, &disable, &audit())?;
        assert_eq!(changed, None);
    }
    let kept = store.key(&foreign.organization.id, &foreign.api_key.key.id)?;
    assert_eq!(kept, Some(foreign.api_key.key));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

fn activation(active: bool) -> KeyChange {
    KeyChange {
        active: Some(active),
        ..KeyChange::default()
    }
}

/// Makes the changes to a new key, one by one, and looks at it by all ways on the other server.
/// `updated_at` must be the moment of the last audit line; another key must stay as it was.
fn assert_changes(
    world: &dyn World,
    changes: &[KeyChange],
    expected: impl FnOnce(ApiKey) -> ApiKey,
) -> Result<(), StoreError> {
    let (store, other) = (world.store(), world.other_server());
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let new = a_key(organization);
    store.create_key(&new, &audit())?;
    let mut expected = expected(new.key);
    let mut answer = None;
    for change in changes {
        let event = audit();
        answer = store.change_key(organization, &expected.id, change, &event)?;
        expected.updated_at = event.at;
        assert!(world.audit_ids().contains(&event.id));
    }
    assert_eq!(answer.as_ref(), Some(&expected));
    let found = other.key(organization, &expected.id)?;
    assert_eq!(found.as_ref(), Some(&expected));
    let stored = other.key_by_digest(&new.digest)?.expect("the key is found");
    assert_eq!(
        (stored.key.active, stored.key.expires_at),
        (expected.active, expected.expires_at)
    );
    let neighbour = other.key(organization, &account.api_key.key.id)?;
    assert_eq!(neighbour, Some(account.api_key.key));
    Ok(())
}
