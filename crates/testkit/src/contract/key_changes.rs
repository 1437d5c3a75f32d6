//! A changed key is changed for everybody at once, in what was to change and nothing else.

use chrono::TimeDelta;
use sendook_domain::entities::{ApiKey, DisabledReason, Inbox, InboxReach, Scope, ScopeSet};
use sendook_domain::ports::{KeyChange, KeyUpdate, StoreError};
use sendook_domain::values::{Id, KeyName};

use super::World;
use super::support::{at_once, audit, change, opened, sorted};
use crate::builders::{a_key, a_moment, an_id, an_inbox};

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

/// A change is decided on what the key is like in the step that makes it, and changes nothing if it is refused.
pub fn a_change_is_decided_on_the_key_as_it_is(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, key) = (&account.organization.id, &account.api_key.key);
    let lines = world.audit_ids().len();
    let mut seen = None;
    let refused = store.change_key(
        organization,
        &key.id,
        &mut |key| {
            seen = Some(key.clone());
            None
        },
        &audit(),
    )?;
    assert_eq!((refused, seen.as_ref()), (KeyUpdate::Refused, Some(key)));
    assert_eq!(store.key(organization, &key.id)?.as_ref(), Some(key));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Of many who disable a key at once if it is still enabled, on two servers, one finds it so.
pub fn changes_at_once_are_decided_one_after_the_other(
    world: &dyn World,
) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let (organization, key) = (&account.organization.id, &account.api_key.key);
    let updates = at_once(world, |store| {
        let mut disable = |key: &ApiKey| key.active.then(|| activation(false));
        store.change_key(organization, &key.id, &mut disable, &audit())
    });
    let updates = updates.into_iter().collect::<Result<Vec<_>, _>>()?;
    let done = updates
        .iter()
        .filter(|update| matches!(update, KeyUpdate::Done(_)));
    assert_eq!(done.count(), 1, "{updates:?}");
    Ok(())
}

/// Scopes change alone, to less and to more.
pub fn scopes_change_alone(world: &dyn World) -> Result<(), StoreError> {
    let scopes = |scopes: &[Scope]| KeyChange {
        scopes: Some(scopes.iter().copied().collect()),
        ..KeyChange::default()
    };
    let less = [Scope::InboxesRead, Scope::KeysRead];
    assert_changes(world, &[scopes(&less)], |key| ApiKey {
        scopes: less.into_iter().collect(),
        ..key
    })?;
    assert_changes(
        world,
        &[scopes(&less), scopes(&[Scope::FullAccess])],
        |key| key,
    )
}

/// A key is restricted to inboxes, to fewer, to others, to none, and to none no longer. An inbox of another organization,
/// or none at all, is left out.
pub fn a_restriction_changes_alone(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let organization = &account.organization.id;
    let inboxes = [(); 2].map(|()| an_inbox(organization));
    for inbox in &inboxes {
        store.create_inbox(inbox, &audit())?;
    }
    let new = a_key(organization);
    store.create_key(&new, &audit())?;
    let [one, other] = inboxes.map(|inbox| inbox.id);
    let foreign = neighbour.inbox.id;
    for (asked, expected) in [
        (vec![&one, &other], vec![&one, &other]),
        (vec![&one], vec![&one]),
        (vec![&other, &foreign, &an_id()], vec![&other]),
        (vec![], vec![]),
        (vec![&one], vec![&one]),
    ] {
        let only = |ids: Vec<&Id<Inbox>>| InboxReach::only(ids.into_iter().cloned().collect());
        let restrict = KeyChange {
            inboxes: Some(only(asked)),
            ..KeyChange::default()
        };
        let changed = change(&*store, organization, &new.key.id, &restrict, &audit())?;
        let found = world.other_server().key_by_digest(&new.digest)?;
        for key in [changed, found.map(|found| found.key)] {
            let reach = key.map(|key| sorted(key).inboxes);
            assert_eq!(reach, Some(only(expected.clone())));
        }
    }
    let all = KeyChange {
        inboxes: Some(InboxReach::All),
        ..KeyChange::default()
    };
    change(&*store, organization, &new.key.id, &all, &audit())?;
    let found = world.other_server().key(organization, &new.key.id)?;
    assert_eq!(found.map(|key| key.inboxes), Some(InboxReach::All));
    Ok(())
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
        scopes: Some(ScopeSet::default()),
        inboxes: Some(InboxReach::Only(Vec::new())),
    };
    assert_changes(world, &[change], |key| ApiKey {
        name,
        active: false,
        disabled_reason: Some(DisabledReason::Leaked),
        expires_at,
        scopes: ScopeSet::default(),
        inboxes: InboxReach::Only(Vec::new()),
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
        let changed = change(&*store, &own.organization.id, id, &disable, &audit())?;
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
    for one in changes {
        let event = audit();
        answer = change(&*store, organization, &expected.id, one, &event)?;
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
