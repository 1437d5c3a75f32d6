//! A change that makes a key grant less, or changes its answers, invalidates its secrets and no others.

use sendook_domain::entities::{
    ApiKey, DisabledReason, InboxScope, KeyWithDigests, RequestLimits, Scope,
};
use sendook_domain::policies::EndRotation;
use sendook_domain::ports::StoreError;
use sendook_domain::values::Digest;
use sendook_domain::values::{KeyName, OrganizationName, RateLimit};

use super::World;
use super::invalidation::Follower;
use super::key_rotation_ends::end;
use super::support::{audit, change as change_key, opened, rotate};
use crate::builders::{a_key, a_moment, a_rotation, an_inbox, fifty_ranges};

/// Every field that can be changed invalidates, also where the change widens: a copy would be out of date.
pub fn a_changed_key_is_invalidated(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _neighbour) = (opened(&*store)?, opened(&*store)?);
    let key = &account.api_key.key;
    let mut follower = Follower::new(world)?;
    let inbox = &account.inbox.id;
    let changes: [&dyn Fn(&mut ApiKey); 14] = [
        &|key| key.name = KeyName::restore("Renamed".to_owned()),
        &|key| key.active = false,
        &|key| key.active = true,
        &|key| key.expires_at = Some(a_moment()),
        &|key| key.disabled_reason = Some(DisabledReason::Leaked),
        &|key| key.scopes = [Scope::InboxesRead].into_iter().collect(),
        &|key| key.inboxes = InboxScope::only(vec![inbox.clone()]),
        &|key| key.inboxes = InboxScope::Only(Vec::new()),
        &|key| key.inboxes = InboxScope::All,
        &|key| key.limits.rate = RateLimit::new(10, 60).ok(),
        &|key| key.limits.rate = RateLimit::new(10, 61).ok(),
        &|key| key.limits.rate = RateLimit::new(9, 61).ok(),
        &|key| key.limits.allowed_ips = Some(fifty_ranges()),
        &|key| key.limits = RequestLimits::default(),
    ];
    for change in changes {
        change_key(&*store, key, change, &audit())?;
        follower.expect(&[account.api_key.digest], &[])?;
    }
    Ok(())
}

/// A rotation shortens the life of the old secret, its completion ends it, and its cancellation ends the new one.
pub fn a_rotated_key_is_invalidated(world: &dyn World) -> Result<(), StoreError> {
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
    end(&*store, key, EndRotation::New, &audit())?;
    follower.expect(&[refused], &[old])?;
    let new = turn()?;
    follower.expect(&[old], &[new])?;
    end(&*store, key, EndRotation::Old, &audit())?;
    follower.expect(&[old], &[new])
}

/// A deleted key is invalidated with both of its secrets.
pub fn a_deleted_key_is_invalidated(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _neighbour) = (opened(&*store)?, opened(&*store)?);
    let key = &account.api_key.key;
    let rotation = a_rotation();
    rotate(&*store, key, &rotation)?;
    let mut follower = Follower::new(world)?;
    store.delete_key(&key.organization_id, &key.id, &audit())?;
    follower.expect(&[account.api_key.digest, rotation.digest], &[])
}

/// When an inbox is deleted, the keys that were restricted to it are invalidated.
pub fn a_key_that_loses_an_inbox_is_invalidated(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let other = an_inbox(organization);
    store.create_inbox(&other, &audit(), None)?;
    let [loses, keeps] = [&account.inbox.id, &other.id].map(|inbox| {
        let mut key = a_key(organization);
        key.key.inboxes = InboxScope::only(vec![inbox.clone()]);
        key
    });
    for key in [&loses, &keeps] {
        store.create_key(key, &audit(), None)?;
    }
    let mut follower = Follower::new(world)?;
    store.delete_inbox(organization, &InboxScope::All, &account.inbox.id, &audit())?;
    follower.expect(&[loses.digest], &[])
}

/// The answers of keys contain the name of their organization.
pub fn a_renamed_organization_invalidates_its_keys(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _neighbour) = (opened(&*store)?, opened(&*store)?);
    let second: KeyWithDigests = a_key(&account.organization.id);
    store.create_key(&second, &audit(), None)?;
    let mut follower = Follower::new(world)?;
    let name = OrganizationName::restore("Renamed".to_owned());
    store.rename_organization(&account.organization.id, &name, &audit())?;
    follower.expect(&[account.api_key.digest, second.digest], &[])
}
