//! A change of something else invalidates the keys whose reach or answers it changes, and no others.

use sendook_domain::entities::{InboxScope, KeyWithDigests};
use sendook_domain::ports::{OrganizationChange, StoreError};
use sendook_domain::values::OrganizationName;

use super::World;
use super::invalidation::Follower;
use super::support::{audit, opened};
use crate::builders::{a_key, a_moment, an_inbox};

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
    store.change_organization(
        &account.organization.id,
        &OrganizationChange::name(name),
        a_moment(),
        &[audit()],
    )?;
    follower.expect(&[account.api_key.digest, second.digest], &[])
}
