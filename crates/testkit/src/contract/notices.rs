//! What is mailed about a change is kept with it, or not at all.

use std::slice;

use sendook_domain::entities::{DisabledReason, KeyWithDigests};
use sendook_domain::ports::{KeyUpdate, Store, StoreError};

use super::World;
use super::password_changes::a_hash;
use super::password_resets::a_reset;
use super::support::{audit, opened};
use crate::builders::{a_digest, a_mail};

fn waiting(store: &dyn Store) -> Result<u64, StoreError> {
    Ok(store.mail_backlog()?.waiting)
}

/// One mail goes out for one change of a password, and none for a change that is not made.
pub fn a_new_password_is_told_with_its_change(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (user, keep) = (&account.user.id, &account.session.session.id);
    let (old, new) = (&account.password_hash, a_hash());
    let told = a_mail(&account.user.email);
    let tell = || store.change_password(user, old, &new, keep, &audit(), slice::from_ref(&told));
    assert!(tell()?);
    assert_eq!(waiting(&*world.other_server())?, 1);
    assert!(!tell()?);
    assert_eq!(waiting(&*store)?, 1);
    Ok(())
}

/// The same of a password that is set by a link.
pub fn a_password_that_was_reset_is_told(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let reset = a_reset(&account.user.id);
    store.offer_password_reset(&reset, &audit())?;
    let told = a_mail(&account.user.email);
    let (new, login) = (a_hash(), a_digest());
    let tell = || store.reset_password(&reset, &new, &login, &audit(), slice::from_ref(&told));
    assert!(tell()?);
    assert_eq!(waiting(&*world.other_server())?, 1);
    assert!(!tell()?);
    assert_eq!(waiting(&*store)?, 1);
    Ok(())
}

/// A key that leaked is disabled, and every mail about it is kept.
pub fn a_leaked_key_is_told_with_its_end(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let key = &account.api_key.key;
    let told = [a_mail(&account.user.email), a_mail(&account.user.email)];
    let event = audit();
    let mut leaked = |mut found: KeyWithDigests| {
        found.key.active = false;
        found.key.disabled_reason = Some(DisabledReason::Leaked);
        KeyUpdate::Leaked(Box::new(found), told.to_vec())
    };
    store.update_key(&key.organization_id, &key.id, &mut leaked, &event)?;
    let found = world.other_server().key(&key.organization_id, &key.id)?;
    let found = found.expect("the key is there");
    assert_eq!(
        (found.active, found.disabled_reason),
        (false, Some(DisabledReason::Leaked))
    );
    assert_eq!(waiting(&*store)?, 2);
    assert!(world.audit_ids().contains(&event.id));
    let mut unchanged = |_| KeyUpdate::Unchanged;
    store.update_key(&key.organization_id, &key.id, &mut unchanged, &audit())?;
    assert_eq!(waiting(&*store)?, 2);
    Ok(())
}
