//! A disabled account has no sessions and gets none until it is enabled.

use sendook_domain::entities::User;
use sendook_domain::ports::{NewSession, Store, StoreError};

use super::World;
use super::invalidation::Follower;
use super::password_resets::a_reset;
use super::support::{at_once, audit, create_session, is_there, opened};
use crate::builders::{a_session, an_id};

/// Every session ends with its tokens, which are invalidated, a reset link is void, an audit line is written; keys and other
/// people go on. On every server.
pub fn a_disabled_account_has_no_sessions(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let user = &account.user;
    let second = a_session(&user.id);
    create_session(&*store, &second, &audit())?;
    let reset = a_reset(&user.id);
    store.offer_password_reset(&reset, &audit())?;
    let (event, mut follower) = (audit(), Follower::new(world)?);
    assert_eq!(store.disable_user(&user.id, &event)?, Some(2));
    let ended = [&account.session, &second].map(|session| session.tokens.access_digest);
    follower.expect(&ended, &[])?;
    let expected = User {
        disabled_at: Some(event.at),
        updated_at: event.at,
        ..user.clone()
    };
    for server in [world.store(), world.other_server()] {
        assert_eq!(server.user(&user.id)?.as_ref(), Some(&expected));
        assert!(!is_there(&*server, &account.session)? && !is_there(&*server, &second)?);
        assert!(is_there(&*server, &neighbour.session)?);
        assert!(server.key_by_digest(&account.api_key.digest)?.is_some());
        assert_eq!(server.password_reset_by_digest(&reset.digest)?, None);
        assert_eq!(
            server.user(&neighbour.user.id)?.as_ref(),
            Some(&neighbour.user)
        );
    }
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// No session begins and no reset is offered, until the account is enabled; what ended stays so.
pub fn nothing_begins_while_an_account_is_disabled(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let login = || NewSession {
        proof: Some(account.password_hash.clone()),
        ..a_session(user)
    };
    store.disable_user(user, &audit())?;
    let (late, reset) = (login(), a_reset(user));
    let lines = world.audit_ids().len();
    let other = world.other_server();
    assert!(!create_session(&*other, &late, &audit())?);
    assert!(!other.offer_password_reset(&reset, &audit())?);
    assert!(!is_there(&*store, &late)?);
    assert_eq!(store.password_reset_by_digest(&reset.digest)?, None);
    assert_eq!(world.audit_ids().len(), lines);
    let event = audit();
    assert!(store.enable_user(user, &event)?);
    let enabled = other.user(user)?.expect("the user is there");
    assert_eq!((enabled.disabled_at, enabled.updated_at), (None, event.at));
    assert_eq!(store.sessions(user)?, []);
    assert!(create_session(&*other, &login(), &audit())?);
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// What is so already, and who is not there, is not changed, and nothing is recorded.
pub fn what_an_account_is_already_it_does_not_become(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let stranger = an_id();
    store.verify_email(&user, &audit())?;
    store.disable_user(&user, &audit())?;
    let before = store.user(&user)?;
    let lines = world.audit_ids().len();
    assert_eq!(store.disable_user(&user, &audit())?, None);
    assert_eq!(store.disable_user(&stranger, &audit())?, None);
    assert!(!store.enable_user(&stranger, &audit())?);
    assert!(!store.verify_email(&user, &audit())?);
    assert!(!store.verify_email(&stranger, &audit())?);
    assert_eq!(store.user(&user)?, before);
    store.enable_user(&user, &audit())?;
    assert!(!store.enable_user(&user, &audit())?);
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// Since when an address is verified comes back on every server.
pub fn an_email_is_verified(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    let event = audit();
    assert!(store.verify_email(&user.id, &event)?);
    let expected = User {
        email_verified_at: Some(event.at),
        updated_at: event.at,
        ..user
    };
    assert_eq!(world.other_server().user(&expected.id)?, Some(expected));
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// Many log in while the account is disabled: no session is left, whichever came first, and it is disabled once.
pub fn no_login_outlives_being_disabled(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let user = &account.user.id;
    let log_in = |store: &dyn Store| {
        let login = NewSession {
            proof: Some(account.password_hash.clone()),
            ..a_session(user)
        };
        create_session(store, &login, &audit())
    };
    let disabled = at_once(world, |store| {
        log_in(store)?;
        log_in(store)?;
        let ended = store.disable_user(user, &audit())?;
        log_in(store)?;
        Ok(ended)
    })?;
    assert_eq!(disabled.into_iter().flatten().count(), 1);
    assert_eq!(world.store().sessions(user)?, []);
    Ok(())
}

/// A reset that is used while the account is disabled leaves it disabled, and no reset.
pub fn a_reset_used_while_disabling_leaves_none(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let reset = a_reset(user);
    store.offer_password_reset(&reset, &audit())?;
    at_once(world, |store| {
        store.reset_password(&reset, &account.password_hash, &reset.digest, &audit(), &[])?;
        store.disable_user(user, &audit())
    })?;
    assert!(store.user(user)?.is_some_and(|user| user.is_disabled()));
    assert_eq!(store.password_reset_by_digest(&reset.digest)?, None);
    Ok(())
}
