//! A reset link works once, for one account, and the newest one only.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{PasswordHash, PasswordReset, User};
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{FailureKey, NewAccount, NewSession, Store, StoreError};
use sendook_domain::values::{Digest, Id};

use super::World;
use super::support::{at_once, audit, counts, create_session, is_there, opened, set_count};
use super::sweeping::{CUT, MOMENT, sweep_at_once};
use crate::builders::{a_digest, a_moment, a_session, an_id};

/// The newest reset of a user is found with every field, on every server, and no earlier one.
pub fn a_newer_reset_takes_the_place_of_the_older(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, neighbour) = (opened(&*store)?.user.id, opened(&*store)?.user.id);
    let (older, newer, theirs) = (a_reset(&user), a_reset(&user), a_reset(&neighbour));
    let event = audit();
    assert!(store.offer_password_reset(&older, &event)?);
    assert!(store.offer_password_reset(&theirs, &audit())?);
    assert!(
        world
            .other_server()
            .offer_password_reset(&newer, &audit())?
    );
    for server in [world.store(), world.other_server()] {
        assert_eq!(server.password_reset_by_digest(&older.digest)?, None);
        for reset in [&newer, &theirs] {
            let found = server.password_reset_by_digest(&reset.digest)?;
            assert_eq!(found.as_ref(), Some(reset));
        }
    }
    assert!(world.audit_ids().contains(&event.id));
    let stranger = a_reset(&an_id());
    let lines = world.audit_ids().len();
    assert!(!store.offer_password_reset(&stranger, &audit())?);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// The new hash is kept, every session ends, the account's failed logins are forgotten and no others, and an audit line is
/// written; on every server, and once.
pub fn a_used_reset_sets_the_password_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let (own, whole, other) = (a_digest(), None, a_digest());
    let failures = [Some(own), whole, Some(other)].map(failure_key);
    for key in &failures {
        set_count(&*store, key, Some(a_count()))?;
    }
    let (reset, new, event) = (offered(&*store, &account)?, a_hash(), audit());
    assert!(store.reset_password(&reset, &new, &own, &event, &[])?);
    let lines = world.audit_ids().len();
    assert!(!store.reset_password(&reset, &a_hash(), &own, &audit(), &[])?);
    for server in [world.store(), world.other_server()] {
        assert_eq!(hash_of(&*server, &account)?, new);
        assert_eq!(hash_of(&*server, &neighbour)?, neighbour.password_hash);
        assert!(!is_there(&*server, &account.session)?);
        assert!(is_there(&*server, &neighbour.session)?);
        assert_eq!(server.password_reset_by_digest(&reset.digest)?, None);
        let kept = Some(a_count());
        assert_eq!(counts(&*server, &failures)?, [None, kept, kept]);
    }
    assert!(world.audit_ids().contains(&event.id));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// A reset that was replaced, ended, or voided by a change of password sets nothing and ends nothing.
pub fn a_reset_that_is_gone_changes_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let replaced = offered(&*store, &account)?;
    let voided = offered(&*store, &account)?;
    let event = audit();
    assert!(store.void_password_reset(&voided.digest, &event)?);
    assert!(!store.void_password_reset(&voided.digest, &audit())?);
    assert!(world.audit_ids().contains(&event.id));
    let outlived = offered(&*store, &account)?;
    let (user, keep) = (&account.user.id, &account.session.session.id);
    let (old, new) = (&account.password_hash, a_hash());
    store.change_password(user, old, &new, keep, &audit(), &[])?;
    let lines = world.audit_ids().len();
    for gone in [replaced, voided, outlived] {
        let other = world.other_server();
        assert!(!other.reset_password(&gone, &a_hash(), &a_digest(), &audit(), &[])?);
    }
    assert_eq!(hash_of(&*store, &account)?, new);
    assert!(is_there(&*store, &account.session)?);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// A session that was begun by the old password is not kept after the reset.
pub fn no_login_by_the_old_password_outlives_a_reset(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let reset = offered(&*store, &account)?;
    let late = NewSession {
        proof: Some(account.password_hash.clone()),
        ..a_session(&account.user.id)
    };
    store.reset_password(&reset, &a_hash(), &a_digest(), &audit(), &[])?;
    assert!(!create_session(&*world.other_server(), &late, &audit())?);
    assert!(!is_there(&*store, &late)?);
    Ok(())
}

/// Many use one reset at once: one of them does.
pub fn a_reset_used_at_once_is_used_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let reset = offered(&*store, &account)?;
    let lines = world.audit_ids().len();
    let used = at_once(world, |store| {
        let new = a_hash();
        let used = store.reset_password(&reset, &new, &a_digest(), &audit(), &[])?;
        Ok(used.then_some(new))
    })?;
    let winners: Vec<_> = used.into_iter().flatten().collect();
    assert_eq!(winners, [hash_of(&*store, &account)?]);
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// Resets that expired before the moment given are swept in batches, once, and no others are.
pub fn old_resets_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let ending = |end: DateTime<Utc>| -> Result<PasswordReset, StoreError> {
        let reset = PasswordReset {
            expires_at: end,
            ..a_reset(&opened(&*store)?.user.id)
        };
        store.offer_password_reset(&reset, &audit())?;
        Ok(reset)
    };
    let (kept, later) = (ending(CUT)?, ending(CUT + MOMENT)?);
    let over = (1..=5).map(|number| ending(CUT - MOMENT * number));
    let over = over.collect::<Result<Vec<_>, _>>()?;
    assert_eq!(store.sweep_password_resets(CUT, 2)?, 2);
    let swept = sweep_at_once(world, |store| store.sweep_password_resets(CUT, 2))?;
    assert_eq!(swept, 3);
    for reset in &over {
        assert_eq!(store.password_reset_by_digest(&reset.digest)?, None);
    }
    for reset in [kept, later] {
        assert_eq!(store.password_reset_by_digest(&reset.digest)?, Some(reset));
    }
    Ok(())
}

/// A reset for this user that no store has yet.
pub(super) fn a_reset(user: &Id<User>) -> PasswordReset {
    PasswordReset {
        digest: a_digest(),
        user_id: user.clone(),
        expires_at: a_moment() + TimeDelta::days(1),
    }
}

fn offered(store: &dyn Store, account: &NewAccount) -> Result<PasswordReset, StoreError> {
    let reset = a_reset(&account.user.id);
    store.offer_password_reset(&reset, &audit())?;
    Ok(reset)
}

fn failure_key(account: Option<Digest>) -> FailureKey {
    FailureKey {
        account,
        address: "192.0.2.7".to_owned(),
    }
}

fn a_count() -> FailureCount {
    FailureCount {
        failures: 3,
        since: CUT,
        blocked_until: None,
    }
}

fn a_hash() -> PasswordHash {
    PasswordHash::new(format!("$fake${}", an_id::<User>()))
}

fn hash_of(store: &dyn Store, account: &NewAccount) -> Result<PasswordHash, StoreError> {
    let login = store.user_for_login(&account.user.email)?;
    Ok(login.expect("the user is found").1)
}
