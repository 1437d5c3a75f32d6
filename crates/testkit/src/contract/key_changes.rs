//! A change of a key takes effect on every server at once, and changes nothing else.

use chrono::{DateTime, TimeDelta};
use sendook_domain::entities::{
    ApiKey, DisabledReason, InboxScope, KeyWithDigests, RequestLimits, Scope, ScopeSet,
};
use sendook_domain::ports::{KeyUpdate, StoreError};
use sendook_domain::values::{KeyName, RateLimit};

use super::KeyWorld;
use super::support::{a_kept_key, at_once_on_keys, audit, change};
use crate::builders::{a_key, an_id, fifty_ranges};

type Change = fn(&mut ApiKey);

const RENAME: Change = |key| key.name = KeyName::restore("Büro – EU 🚀".to_owned());
const DISABLE: Change = |key| key.active = false;
const LEAK: Change = |key| key.disabled_reason = Some(DisabledReason::Leaked);
const EXPIRE: Change = |key| key.expires_at = Some(DateTime::UNIX_EPOCH + TimeDelta::days(30_000));
const NARROW: Change = |key| {
    key.scopes = [Scope::InboxesRead, Scope::KeysRead].into_iter().collect();
};
const RESTRICT: Change = |key| key.inboxes = InboxScope::Only(Vec::new());
const SLOW_DOWN: Change = |key| key.limits.rate = RateLimit::new(1_000_000, 86_400).ok();
const PIN: Change = |key| key.limits.allowed_ips = Some(fifty_ranges());
const CHANGES: [Change; 8] = [
    RENAME, DISABLE, LEAK, EXPIRE, NARROW, RESTRICT, SLOW_DOWN, PIN,
];

/// Each field changes alone, stays while another changes, and can be set back.
pub fn each_field_changes_alone(world: &impl KeyWorld) -> Result<(), StoreError> {
    for (number, one) in CHANGES.into_iter().enumerate() {
        assert_changes(world, &[&one])?;
        let next = CHANGES[(number + 1) % CHANGES.len()];
        assert_changes(world, &[&one, &next])?;
        assert_changes(world, &[&one, &set_back])?;
    }
    Ok(())
}

/// All fields change together.
pub fn all_fields_change_together(world: &impl KeyWorld) -> Result<(), StoreError> {
    let all = |key: &mut ApiKey| CHANGES.iter().for_each(|change| change(key));
    assert_changes(world, &[&all])?;
    assert_changes(world, &[&all, &set_back])
}

/// The values of the builders' keys.
fn set_back(key: &mut ApiKey) {
    key.active = true;
    key.disabled_reason = None;
    key.expires_at = None;
    key.scopes = ScopeSet::full();
    key.inboxes = InboxScope::All;
    key.limits = RequestLimits::default();
}

/// A change is decided on what the key is like in the step that makes it, and changes nothing if it is refused.
pub fn a_change_is_decided_on_the_key_as_it_is(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let own = a_kept_key(world)?;
    let (organization, id) = (&own.key.organization_id, &own.key.id);
    let lines = world.audit_ids().len();
    let mut seen = None;
    let mut refuse = |key| {
        seen = Some(key);
        KeyUpdate::Unchanged
    };
    let refused = store.update_key(organization, id, &mut refuse, &audit())?;
    assert_eq!(
        (refused.as_ref(), seen.as_ref()),
        (Some(&own.key), Some(&own))
    );
    assert_eq!(store.key(organization, id)?, Some(own.key));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Of many who disable a key at once if it is still enabled, on two servers, one finds it so.
pub fn changes_at_once_are_decided_one_after_the_other(
    world: &impl KeyWorld,
) -> Result<(), StoreError> {
    let key = a_kept_key(world)?.key;
    let lines = world.audit_ids().len();
    let done = at_once_on_keys(world, |store| {
        let mut disabled = false;
        let mut disable = |mut one: KeyWithDigests| {
            disabled = one.key.active;
            one.key.active = false;
            if disabled {
                KeyUpdate::Changed(Box::new(one), None)
            } else {
                KeyUpdate::Unchanged
            }
        };
        store.update_key(&key.organization_id, &key.id, &mut disable, &audit())?;
        Ok(disabled)
    })?;
    assert_eq!(
        done.iter().filter(|disabled| **disabled).count(),
        1,
        "{done:?}"
    );
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// A key that is not there, or of another organization, is not changed, and the trail does not say that
/// it was.
pub fn a_foreign_key_is_not_changed(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (a_kept_key(world)?.key, a_kept_key(world)?.key);
    let lines = world.audit_ids().len();
    for id in [foreign.id.clone(), an_id()] {
        let missing = ApiKey { id, ..own.clone() };
        assert_eq!(change(&*store, &missing, DISABLE, &audit())?, None);
    }
    let kept = store.key(&foreign.organization_id, &foreign.id)?;
    assert_eq!(kept, Some(foreign));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Makes the changes to a new key, one by one, and looks at it by all ways on the other server.
/// Another key must stay as it was.
fn assert_changes(
    world: &impl KeyWorld,
    changes: &[&dyn Fn(&mut ApiKey)],
) -> Result<(), StoreError> {
    let (store, other) = (world.store(), world.other_server());
    let neighbour = a_kept_key(world)?.key;
    let organization = &neighbour.organization_id;
    let new = a_key(organization);
    store.create_key(&new, &audit(), None)?;
    let mut expected = new.key;
    let mut answer = None;
    for one in changes {
        let event = audit();
        answer = change(&*store, &expected, one, &event)?;
        one(&mut expected);
        expected.updated_at = event.at;
        assert!(world.audit_ids().contains(&event.id));
    }
    assert_eq!(answer.as_ref(), Some(&expected));
    let found = other.key(organization, &expected.id)?;
    assert_eq!(found.as_ref(), Some(&expected));
    let stored = other.key_by_digest(&new.digest)?;
    assert_eq!(stored.map(|stored| stored.key), Some(expected));
    let kept = other.key(organization, &neighbour.id)?;
    assert_eq!(kept, Some(neighbour));
    Ok(())
}
