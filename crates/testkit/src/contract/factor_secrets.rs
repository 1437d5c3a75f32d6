//! What the secrets of authenticator apps are sealed under changes, and nothing writes an older one back.

use std::slice;

use sendook_domain::entities::StoredFactor;
use sendook_domain::ports::StoreError;

use super::World;
use super::factors::{confirmed, with_all};
use super::support::{audit, opened};
use crate::builders::{a_factor, a_passkey, an_id};

/// The secrets of apps are listed in the order of their ids, and one is replaced only from what it was.
pub fn secrets_of_apps_are_replaced(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let first = confirmed(&*store, &a_factor(&user), &[])?;
    confirmed(&*store, &a_passkey(&user), &[])?;
    let second = a_factor(&user);
    store.offer_factor(&second)?;
    let next = |after: Option<&StoredFactor>, limit| {
        store.sealed_factors(after.map(|stored| &stored.factor.id), limit)
    };
    assert_eq!(next(None, 1)?, slice::from_ref(&first));
    assert_eq!(next(Some(&first), 5)?, slice::from_ref(&second));
    assert_eq!(next(Some(&second), 5)?, []);
    let newest = |limit| store.newest_sealed_factors(limit);
    assert_eq!(newest(1)?, slice::from_ref(&second));
    assert_eq!(newest(5)?, [second, first.clone()]);
    let id = &first.factor.id;
    assert!(!store.replace_factor_secret(id, b"another", b"new")?);
    assert!(store.replace_factor_secret(id, &first.secret, b"new")?);
    let found = world.other_server().sealed_factors(None, 1)?;
    assert_eq!(found[0].secret, b"new");
    assert!(!store.replace_factor_secret(&an_id(), &first.secret, b"new")?);
    Ok(())
}

/// An app is confirmed by somebody who read its secret before that was replaced: the new one stays.
pub fn a_confirmation_keeps_a_replaced_secret(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let read = a_factor(&user);
    store.offer_factor(&read)?;
    let other = world.other_server();
    assert!(other.replace_factor_secret(&read.factor.id, &read.secret, b"new")?);
    let new = with_all(&read);
    store.confirm_factor(&new, &[], &audit(), &[])?;
    let expected = StoredFactor {
        secret: b"new".to_vec(),
        ..new
    };
    assert_eq!(other.factors_of(&user)?, [expected]);
    Ok(())
}
