//! A caller that is restricted to some inboxes sees no others, and loses those that are deleted.

use std::slice;

use sendook_domain::entities::{Inbox, InboxScope, KeyWithDigests};
use sendook_domain::ports::{KeyFilter, Pagination, Store, StoreError};
use sendook_domain::values::Id;

use super::World;
use super::support::{audit, opened};
use crate::builders::{a_key, an_inbox};

/// Lists and look-ups end at the reach, page by page.
pub fn what_lies_outside_is_not_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (within, outside) = two_inboxes(&*store)?;
    let organization = &within.organization_id;
    let reach = only([&within]);
    let listed = store.inboxes(organization, &reach, &Pagination::first())?;
    assert_eq!(listed.items, slice::from_ref(&within));
    let page = Pagination {
        limit: 1,
        after: None,
    };
    let listed = store.inboxes(organization, &reach, &page)?;
    assert_eq!((listed.items, listed.next), (vec![within.clone()], None));
    assert_eq!(store.inbox(organization, &reach, &outside.id)?, None);
    let found = store.inbox(organization, &reach, &within.id)?;
    assert_eq!(found, Some(within));
    Ok(())
}

/// What lies outside cannot be deleted, and the trail does not say that it was.
pub fn what_lies_outside_is_not_deleted(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (within, outside) = two_inboxes(&*store)?;
    let organization = &within.organization_id;
    let lines = world.audit_ids().len();
    let reach = only([&within]);
    let deleted = store.delete_inbox(organization, &reach, &outside.id, &audit())?;
    assert_eq!(deleted, None);
    let kept = store.inbox(organization, &InboxScope::All, &outside.id)?;
    assert_eq!(kept, Some(outside));
    assert_eq!(world.audit_ids().len(), lines);
    let deleted = store.delete_inbox(organization, &reach, &within.id, &audit())?;
    assert_eq!(deleted, Some(within));
    Ok(())
}

/// A reach that names inboxes of another organization reaches none of them.
pub fn a_reach_ends_at_the_organization(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let organization = &own.organization.id;
    let reach = only([&foreign.inbox]);
    let listed = store.inboxes(organization, &reach, &Pagination::first())?;
    assert_eq!(listed.items, []);
    assert_eq!(store.inbox(organization, &reach, &foreign.inbox.id)?, None);
    Ok(())
}

/// An empty reach means none, not all.
pub fn an_empty_reach_is_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let inbox = opened(&*store)?.inbox;
    let (organization, none) = (&inbox.organization_id, only([]));
    let listed = store.inboxes(organization, &none, &Pagination::first())?;
    assert_eq!((listed.items, listed.next), (vec![], None));
    assert_eq!(store.inbox(organization, &none, &inbox.id)?, None);
    let deleted = store.delete_inbox(organization, &none, &inbox.id, &audit())?;
    assert_eq!(deleted, None);
    Ok(())
}

/// A key loses a deleted inbox at once on every server; with the last one it reaches none, not all.
pub fn a_key_loses_deleted_inboxes(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (first, second) = two_inboxes(&*store)?;
    let organization = &first.organization_id;
    let mut restricted = a_key(organization);
    restricted.key.inboxes = only([&first, &second]);
    store.create_key(&restricted, &audit(), None)?;
    for (deleted, left) in [(&first, only([&second])), (&second, only([]))] {
        store.delete_inbox(organization, &InboxScope::All, &deleted.id, &audit())?;
        assert_reach(&*store, &restricted, &left)?;
        assert_reach(&*world.other_server(), &restricted, &left)?;
    }
    Ok(())
}

/// A key that reaches all inboxes reaches all that are left.
pub fn an_unrestricted_key_stays_so(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let inbox = &account.inbox;
    store.delete_inbox(
        &inbox.organization_id,
        &InboxScope::All,
        &inbox.id,
        &audit(),
    )?;
    assert_reach(&*store, &account.api_key, &InboxScope::All)
}

fn only<const N: usize>(inboxes: [&Inbox; N]) -> InboxScope {
    InboxScope::Only(inboxes.map(|inbox| Id::clone(&inbox.id)).into())
}

/// Two inboxes of one organization, the second one newer.
fn two_inboxes(store: &dyn Store) -> Result<(Inbox, Inbox), StoreError> {
    let first = opened(store)?.inbox;
    let second = an_inbox(&first.organization_id);
    store.create_inbox(&second, &audit(), None)?;
    Ok((first, second))
}

/// Checks the reach of a key in every query.
fn assert_reach(
    store: &dyn Store,
    new: &KeyWithDigests,
    expected: &InboxScope,
) -> Result<(), StoreError> {
    let organization = &new.key.organization_id;
    let by_digest = store.key_by_digest(&new.digest)?.expect("the key is found");
    assert_eq!(by_digest.key.inboxes, *expected);
    let by_id = store
        .key(organization, &new.key.id)?
        .expect("the key is found");
    assert_eq!(by_id.inboxes, *expected);
    let listed = store
        .keys(organization, &KeyFilter::default(), &Pagination::first())?
        .items;
    let listed = listed.into_iter().find(|key| key.id == new.key.id);
    assert_eq!(listed.map(|key| key.inboxes).as_ref(), Some(expected));
    Ok(())
}
