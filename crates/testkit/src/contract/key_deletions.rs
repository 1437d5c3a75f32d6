//! A deleted key is invalid on every server at once.

use std::slice;

use sendook_domain::ports::{KeyFilter, Pagination, StoreError};

use super::KeyWorld;
use super::support::{a_kept_key, at_once_on_keys, audit};
use crate::builders::{a_key, an_id};

/// A deleted key comes back once more as it was, and is then found by no query on any server.
pub fn a_deleted_key_is_gone_at_once(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let first = a_kept_key(world)?.key;
    let organization = &first.organization_id;
    let second = a_key(organization);
    store.create_key(&second, &audit(), None)?;
    let event = audit();
    let deleted = store.delete_key(organization, &second.key.id, &event)?;
    assert_eq!(deleted.as_ref(), Some(&second.key));
    for server in [store, world.other_server()] {
        assert_eq!(server.key_by_digest(&second.digest)?, None);
        assert_eq!(server.key(organization, &second.key.id)?, None);
        let listed = server
            .keys(organization, &KeyFilter::default(), &Pagination::first())?
            .items;
        assert_eq!(listed, slice::from_ref(&first));
    }
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// What is deleted, or never was, cannot be deleted, and the trail does not say that it was.
pub fn a_missing_key_is_not_deleted(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let gone = a_kept_key(world)?.key;
    let (organization, key) = (&gone.organization_id, &gone.id);
    store.delete_key(organization, key, &audit())?;
    let lines = world.audit_ids().len();
    for id in [key, &an_id()] {
        assert_eq!(store.delete_key(organization, id, &audit())?, None);
    }
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// A key of another organization cannot be deleted and goes on working.
pub fn a_foreign_key_is_not_deleted(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (a_kept_key(world)?, a_kept_key(world)?);
    let lines = world.audit_ids().len();
    let (organization, id) = (&own.key.organization_id, &foreign.key.id);
    assert_eq!(store.delete_key(organization, id, &audit())?, None);
    assert!(store.key_by_digest(&foreign.digest)?.is_some());
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Many delete one key at once: one of them finds it, and the trail tells it once.
pub fn a_key_deleted_at_once_is_deleted_once(world: &impl KeyWorld) -> Result<(), StoreError> {
    let key = &a_kept_key(world)?.key;
    let lines = world.audit_ids().len();
    let deleted = at_once_on_keys(world, |store| {
        store.delete_key(&key.organization_id, &key.id, &audit())
    })?;
    let found: Vec<_> = deleted.into_iter().flatten().collect();
    assert_eq!(found, slice::from_ref(key));
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}
