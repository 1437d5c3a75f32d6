//! Whatever makes a key open less, or tell something else, is a narrowing of its secrets and of no others.

use sendook_domain::entities::{ApiKey, DisabledReason, InboxReach, Scope};
use sendook_domain::ports::{EndRotation, KeyChange, NewApiKey, Store, StoreError};
use sendook_domain::values::Digest;
use sendook_domain::values::{KeyName, OrganizationName};

use super::World;
use super::key_rotations::rotate;
use super::narrowing::Follower;
use super::support::{audit, change as change_key, opened};
use crate::builders::{a_key, a_moment, a_rotation, an_inbox};

/// Every field that can be changed narrows, also where the change widens: a copy would be out of date.
pub fn a_changed_key_is_narrowed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _neighbour) = (opened(&*store)?, opened(&*store)?);
    let key = &account.api_key.key;
    let mut follower = Follower::new(world)?;
    let unchanged = KeyChange::default;
    for change in [
        KeyChange {
            name: Some(KeyName::restore("Renamed".to_owned())),
            ..unchanged()
        },
        KeyChange {
            active: Some(false),
            ..unchanged()
        },
        KeyChange {
            active: Some(true),
            ..unchanged()
        },
        KeyChange {
            expires_at: Some(Some(a_moment())),
            ..unchanged()
        },
        KeyChange {
            active: Some(false),
            disabled_reason: Some(Some(DisabledReason::Leaked)),
            ..unchanged()
        },
        KeyChange {
            scopes: Some([Scope::InboxesRead].into_iter().collect()),
            ..unchanged()
        },
        KeyChange {
            inboxes: Some(InboxReach::only(vec![account.inbox.id.clone()])),
            ..unchanged()
        },
        KeyChange {
            inboxes: Some(InboxReach::Only(Vec::new())),
            ..unchanged()
        },
        KeyChange {
            inboxes: Some(InboxReach::All),
            ..unchanged()
        },
    ] {
        change_key(&*store, &key.organization_id, &key.id, &change, &audit())?;
        follower.expect(&[account.api_key.digest], &[])?;
    }
    Ok(())
}

/// A rotation shortens the life of the old secret, its completion ends it, and its cancellation ends the new one.
pub fn a_rotated_key_is_narrowed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (key, old) = (&account.api_key.key, account.api_key.digest);
    let mut follower = Follower::new(world)?;
    let turn = || -> Result<Digest, StoreError> {
        let rotation = a_rotation();
        rotate(&*store, key, &rotation)?;
        Ok(rotation.digest)
    };
    let refused = turn()?;
    follower.expect(&[old], &[refused])?;
    end(&*store, key, EndRotation::New)?;
    follower.expect(&[refused], &[old])?;
    let new = turn()?;
    follower.expect(&[old], &[new])?;
    end(&*store, key, EndRotation::Old)?;
    follower.expect(&[old], &[new])
}

fn end(store: &dyn Store, key: &ApiKey, end: EndRotation) -> Result<(), StoreError> {
    store.end_rotation(&key.organization_id, &key.id, end, &audit())?;
    Ok(())
}

/// A deleted key is narrowed with both of its secrets.
pub fn a_deleted_key_is_narrowed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _neighbour) = (opened(&*store)?, opened(&*store)?);
    let key = &account.api_key.key;
    let rotation = a_rotation();
    rotate(&*store, key, &rotation)?;
    let mut follower = Follower::new(world)?;
    store.delete_key(&key.organization_id, &key.id, &audit())?;
    follower.expect(&[account.api_key.digest, rotation.digest], &[])
}

/// When an inbox is deleted, the keys that were restricted to it are narrowed.
pub fn a_key_that_loses_an_inbox_is_narrowed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let other = an_inbox(organization);
    store.create_inbox(&other, &audit())?;
    let [loses, keeps] = [&account.inbox.id, &other.id].map(|inbox| {
        let mut key = a_key(organization);
        key.key.inboxes = InboxReach::only(vec![inbox.clone()]);
        key
    });
    for key in [&loses, &keeps] {
        store.create_key(key, &audit())?;
    }
    let mut follower = Follower::new(world)?;
    store.delete_inbox(organization, &InboxReach::All, &account.inbox.id, &audit())?;
    follower.expect(&[loses.digest], &[])
}

/// Keys tell the name of their organization.
pub fn a_renamed_organization_narrows_its_keys(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _neighbour) = (opened(&*store)?, opened(&*store)?);
    let second: NewApiKey = a_key(&account.organization.id);
    store.create_key(&second, &audit())?;
    let mut follower = Follower::new(world)?;
    let name = OrganizationName::restore("Renamed".to_owned());
    store.rename_organization(&account.organization.id, &name, &audit())?;
    follower.expect(&[account.api_key.digest, second.digest], &[])
}
