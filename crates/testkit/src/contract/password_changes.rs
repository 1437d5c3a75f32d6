//! A changed password and the ends of the other sessions are one step.

use sendook_domain::entities::{PasswordHash, User};
use sendook_domain::ports::{NewAccount, NewSession, Store, StoreError};

use super::World;
use super::support::{at_once, audit, create_session, is_there, opened};
use crate::builders::{a_session, an_id};

/// The new hash is kept, every session but the given one ends with its tokens, an audit line is written,
/// and no other user is affected; on every server.
pub fn a_change_ends_the_other_sessions(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let user = &account.user.id;
    let (current, other) = (a_session(user), a_session(user));
    create_session(&*store, &current, &audit())?;
    create_session(&*store, &other, &audit())?;
    let (new, event) = (a_hash(), audit());
    let keep = &current.session.id;
    assert!(store.change_password(user, &account.password_hash, &new, keep, &event, &[])?);
    for server in [world.store(), world.other_server()] {
        assert_eq!(hash_of(&*server, &account)?, new);
        assert_eq!(hash_of(&*server, &neighbour)?, neighbour.password_hash);
        for (session, stays) in [
            (&account.session, false),
            (&current, true),
            (&other, false),
            (&neighbour.session, true),
        ] {
            assert_eq!(is_there(&*server, session)?, stays);
        }
        assert!(server.key_by_digest(&account.api_key.digest)?.is_some());
        assert_eq!(server.user(user)?.as_ref(), Some(&account.user));
    }
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// A session that was begun by a hash is kept while that is the user's hash, and not after a change; a refused
/// one leaves nothing behind.
pub fn a_session_begun_by_the_old_password_is_not_kept(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (user, old, new) = (&account.user.id, &account.password_hash, a_hash());
    let begun_by = |hash: &PasswordHash| NewSession {
        proof: Some(hash.clone()),
        ..a_session(user)
    };
    let (before, late, after) = (begun_by(old), begun_by(old), begun_by(&new));
    assert!(create_session(&*store, &before, &audit())?);
    let keep = &before.session.id;
    assert!(store.change_password(user, old, &new, keep, &audit(), &[])?);
    let lines = world.audit_ids().len();
    assert!(!create_session(&*world.other_server(), &late, &audit())?);
    assert_eq!(world.audit_ids().len(), lines);
    assert!(!is_there(&*store, &late)?);
    assert!(create_session(&*store, &after, &audit())?);
    assert!(is_there(&*store, &before)? && is_there(&*store, &after)?);
    Ok(())
}

/// From another hash than the kept one, and for an unknown user, nothing changes or ends, and no audit line
/// is written.
pub fn a_change_from_another_hash_changes_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let second = a_session(&account.user.id);
    create_session(&*store, &second, &audit())?;
    let lines = world.audit_ids().len();
    let keep = &second.session.id;
    let new = a_hash();
    for (user, old) in [
        (account.user.id.clone(), a_hash()),
        (an_id(), account.password_hash.clone()),
    ] {
        assert!(!store.change_password(&user, &old, &new, keep, &audit(), &[])?);
    }
    assert_eq!(hash_of(&*store, &account)?, account.password_hash);
    assert!(is_there(&*store, &account.session)? && is_there(&*store, &second)?);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// A change by a session that has ended meanwhile leaves none.
pub fn a_session_that_ended_is_not_kept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let (old, new) = (&account.password_hash, a_hash());
    assert!(store.change_password(user, old, &new, &an_id(), &audit(), &[])?);
    assert!(!is_there(&*store, &account.session)?);
    assert_eq!(store.sessions(user)?, []);
    Ok(())
}

/// Many change one password at once, each by a session of its own: one of them does, its session alone is
/// left, and the trail tells it once.
pub fn a_change_made_at_once_is_made_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let user = &account.user.id;
    let lines = world.audit_ids().len();
    let changed = at_once(world, |store| {
        let (own, new) = (a_session(user), a_hash());
        create_session(store, &own, &audit())?;
        let (old, keep) = (&account.password_hash, &own.session.id);
        let changed = store.change_password(user, old, &new, keep, &audit(), &[])?;
        Ok((changed, new))
    })?;
    let logins = changed.len();
    let winners: Vec<_> = changed
        .into_iter()
        .filter(|(changed, _)| *changed)
        .collect();
    let [(_, new)] = winners.as_slice() else {
        panic!("{} changes were made", winners.len());
    };
    assert_eq!(hash_of(&*world.store(), &account)?, *new);
    assert_eq!(world.audit_ids().len(), lines + logins + 1);
    Ok(())
}

pub(super) fn a_hash() -> PasswordHash {
    PasswordHash::new(format!("$fake${}", an_id::<User>()))
}

fn hash_of(store: &dyn Store, account: &NewAccount) -> Result<PasswordHash, StoreError> {
    let login = store.user_for_login(&account.user.email)?;
    Ok(login.expect("the user is found").1)
}
