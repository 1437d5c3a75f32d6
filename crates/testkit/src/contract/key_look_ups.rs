//! Keys are found by the digest of their secret on every server, and by id within their organization.

use std::slice;
use std::sync::Arc;

use sendook_domain::entities::{Attachment, Scope, StoredKey};
use sendook_domain::ports::{KeyFilter, Pagination, StoreError};
use sendook_domain::values::Digest;

use super::KeyWorld;
use super::support::{a_kept_key, audit};
use crate::builders::{a_digest, a_key, an_id};

/// A key is found by its digest, alone and among others, with its organization.
pub fn a_kept_key_is_found_by_its_digest(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let organization = world.organization()?;
    let mut new = a_key(&organization.id);
    new.key.scopes = [Scope::InboxesRead].into_iter().collect();
    let event = audit();
    store.create_key(&new, &event, None)?;
    assert!(world.audit_ids().contains(&event.id));
    let expected = Some(StoredKey {
        key: new.key.clone(),
        organization,
        digest: new.digest,
        secret_ends_at: None,
        rendered: Attachment::default(),
    });
    for server in [store, world.other_server()] {
        assert_eq!(server.key_by_digest(&new.digest)?, expected);
        let found = server.keys_by_digests(&[a_digest(), new.digest, new.digest])?;
        let kept = expected.clone().map(Arc::new);
        assert_eq!(found, [None, kept.clone(), kept]);
        let found = server.key(&new.key.organization_id, &new.key.id)?;
        assert_eq!(found.as_ref(), Some(&new.key));
    }
    Ok(())
}

/// A digest that no key has finds nothing; not even with a byte of a real one changed.
pub fn an_unknown_digest_finds_nothing(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let kept = a_kept_key(world)?;
    assert_eq!(store.key_by_digest(&a_digest())?, None);
    for position in [0, 31] {
        let mut bytes = *kept.digest.as_bytes();
        bytes[position] ^= 1;
        let near = Digest::from_bytes(bytes);
        assert_eq!(store.key_by_digest(&near)?, None);
    }
    Ok(())
}

/// A key is found in its own organization and in no other.
pub fn a_foreign_key_is_not_found(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (a_kept_key(world)?.key, a_kept_key(world)?.key);
    let organization = &own.organization_id;
    assert_eq!(store.key(organization, &foreign.id)?, None);
    assert_eq!(store.key(organization, &an_id())?, None);
    let listed = store
        .keys(organization, &KeyFilter::default(), &Pagination::first())?
        .items;
    assert_eq!(listed, slice::from_ref(&own));
    assert_eq!(
        store
            .keys(&an_id(), &KeyFilter::default(), &Pagination::first())?
            .items,
        []
    );
    Ok(())
}
