//! A passkey is found by its credential id, and alone lets its person in.

use std::iter;

use sendook_domain::entities::{Factor, FactorKind, FactorUse, StoredFactor, User};
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{FactorOutcome, FailureKey, Store, StoreError, Unique};
use sendook_domain::values::{CredentialId, FactorName, Id};

use super::World;
use super::support::{at_once, audit, counts, is_there, opened, set_count, unless_taken};
use super::sweeping::CUT;
use crate::builders::{a_digest, a_moment, a_session, an_id};

/// A passkey is found by its credential id once it counts, and until it is removed.
pub fn a_passkey_is_found_while_it_counts(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let offered = offered(&*store, &user)?;
    let id = offered.credential_id.clone().expect("a credential id");
    let part = CredentialId::restore(id.as_bytes()[1..].to_vec());
    assert_eq!(store.passkey(&id)?, None);
    let passkey = confirmed(&*store, &offered)?;
    assert_eq!(world.other_server().passkey(&id)?, Some(passkey.clone()));
    assert_eq!(store.passkey(&part)?, None);
    store.remove_factor(&user, &passkey.factor.id, &audit(), &[])?;
    assert_eq!(store.passkey(&id)?, None);
    Ok(())
}

/// A credential id belongs to one passkey, whosever it is.
pub fn a_credential_is_registered_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (one, other) = (opened(&*store)?.user.id, opened(&*store)?.user.id);
    let known = confirmed(&*store, &offered(&*store, &one)?)?;
    let copy = StoredFactor {
        credential_id: known.credential_id.clone(),
        ..offered(&*store, &other)?
    };
    let made = unless_taken(confirmed(&*store, &copy), Unique::Passkey)?;
    assert_eq!(made, None);
    assert!(!store.has_factor(&other)?);
    Ok(())
}

/// A passkey lets its person in: the session is there, the counter has moved, and so have the counts of failures.
pub fn a_passkey_lets_its_person_in(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let passkey = confirmed(&*store, &offered(&*store, &user)?)?;
    let failures = [FailureKey {
        account: Some(a_digest()),
        address: "192.0.2.7".to_owned(),
    }];
    let count = FailureCount {
        failures: 3,
        since: CUT,
        blocked_until: None,
    };
    set_count(&*store, &failures[0], Some(count))?;
    let (session, event) = (a_session(&user), audit());
    let by = shown(&passkey, 8);
    let forget = &mut |_: &[_]| vec![None];
    let outcome = store.log_in_by_passkey(&session, &by, &failures, forget, &event)?;
    assert_eq!(outcome, FactorOutcome::Accepted);
    assert!(is_there(&*world.other_server(), &session)?);
    assert!(world.audit_ids().contains(&event.id));
    assert_eq!(counts(&*store, &failures)?, [None]);
    let shown = &store.factors_of(&user)?[0];
    assert_eq!(
        (shown.counter, shown.factor.last_used_at),
        (8, Some(event.at))
    );
    Ok(())
}

/// A counter that did not move on, a foreign passkey and a disabled account let nobody in, and change nothing.
pub fn what_is_not_good_lets_nobody_in(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, other) = (opened(&*store)?.user.id, opened(&*store)?.user.id);
    let passkey = confirmed(&*store, &offered(&*store, &user)?)?;
    let try_in = |user: &Id<User>, counter| {
        let (session, event) = (a_session(user), audit());
        let (shown, keep) = (shown(&passkey, counter), &mut |counts: &[_]| {
            counts.to_vec()
        });
        let outcome = store.log_in_by_passkey(&session, &shown, &[], keep, &event)?;
        assert!(!is_there(&*store, &session)?);
        assert!(!world.audit_ids().contains(&event.id));
        Ok::<_, StoreError>(outcome)
    };
    for counter in [7, 6, 0] {
        assert_eq!(try_in(&user, counter)?, FactorOutcome::Spent);
    }
    assert_eq!(try_in(&other, 8)?, FactorOutcome::Spent);
    store.disable_user(&user, &audit())?;
    assert_eq!(try_in(&user, 8)?, FactorOutcome::Gone);
    assert_eq!(store.factors_of(&user)?, [passkey]);
    Ok(())
}

/// Of many who show the same answer at once, one is let in.
pub fn an_answer_shown_at_once_lets_one_in(world: &dyn World) -> Result<(), StoreError> {
    let user = opened(&*world.store())?.user.id;
    let passkey = confirmed(&*world.store(), &offered(&*world.store(), &user)?)?;
    let outcomes = at_once(world, |store| {
        let (session, shown) = (a_session(&user), shown(&passkey, 8));
        store.log_in_by_passkey(&session, &shown, &[], &mut |_| Vec::new(), &audit())
    })?;
    let accepted = outcomes
        .iter()
        .filter(|one| **one == FactorOutcome::Accepted);
    assert_eq!(accepted.count(), 1);
    assert_eq!(world.store().sessions(&user)?.len(), 2);
    Ok(())
}

/// A factor that counts gets another name; one of another person, or one that is only offered, does not.
pub fn a_factor_is_renamed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, other) = (opened(&*store)?.user.id, opened(&*store)?.user.id);
    let passkey = confirmed(&*store, &offered(&*store, &user)?)?;
    let waiting = offered(&*store, &user)?;
    let (name, event) = (FactorName::restore("Key on the ring".to_owned()), audit());
    let id = &passkey.factor.id;
    let renamed = store.rename_factor(&user, id, &name, &event)?;
    let renamed = renamed.expect("it counts");
    assert_eq!((&renamed.id, &renamed.name), (id, &name));
    assert_eq!(world.other_server().factors_of(&user)?[0].factor, renamed);
    assert!(world.audit_ids().contains(&event.id));
    let lines = world.audit_ids().len();
    assert_eq!(store.rename_factor(&other, id, &name, &audit())?, None);
    let waits = &waiting.factor.id;
    assert_eq!(store.rename_factor(&user, waits, &name, &audit())?, None);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// A passkey that was offered to a person, whose counter stands at 7.
fn offered(store: &dyn Store, user: &Id<User>) -> Result<StoredFactor, StoreError> {
    let offered = StoredFactor {
        factor: Factor {
            id: an_id(),
            user_id: user.clone(),
            kind: FactorKind::Passkey,
            name: FactorName::restore("Phone".to_owned()),
            created_at: a_moment(),
            confirmed_at: None,
            last_used_at: None,
        },
        secret: Vec::new(),
        counter: 0,
        credential_id: None,
    };
    store.offer_factor(&offered)?;
    Ok(StoredFactor {
        secret: b"a public key".to_vec(),
        counter: 7,
        credential_id: Some(the_longest_id()),
        ..offered
    })
}

/// As long as a credential id may be, and not to be compressed.
fn the_longest_id() -> CredentialId {
    let digests = iter::repeat_with(|| *a_digest().as_bytes()).flatten();
    CredentialId::restore(digests.take(CredentialId::MAX_BYTES).collect())
}

/// Lets a passkey count that was offered.
fn confirmed(store: &dyn Store, offered: &StoredFactor) -> Result<StoredFactor, StoreError> {
    let mut passkey = offered.clone();
    passkey.factor.confirmed_at = Some(a_moment());
    store.confirm_factor(&passkey, &[], &audit(), &[])?;
    Ok(passkey)
}

fn shown(passkey: &StoredFactor, counter: i64) -> FactorUse {
    FactorUse::Factor {
        id: passkey.factor.id.clone(),
        counter,
    }
}
