//! A login that waits for a second factor, and what is shown for it, work once.

use std::slice;

use sendook_domain::entities::{AuditEvent, FactorUse, SecondFactorLogin, Session, StoredFactor};
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{
    FactorOutcome, FailureKey, FinishedLogin, NewAccount, Store, StoreError,
};
use sendook_domain::values::{Digest, Id};

use super::World;
use super::factors::confirmed;
use super::password_changes::a_hash;
use super::password_resets::a_reset;
use super::support::{at_once, audit, counts, is_there, opened, set_count};
use super::sweeping::{CUT, MOMENT, sweep_at_once};
use crate::builders::{a_digest, a_factor, a_factor_login, a_mail, a_passkey, a_session};

/// A login waits on every server; none begins by a password that is no longer the account's, or for a disabled account.
pub fn a_login_waits_for_a_factor(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, event) = (opened(&*store)?, audit());
    let waiting = a_factor_login(&account.user.id);
    assert!(store.begin_second_factor_login(&waiting, &account.password_hash, &event)?);
    let other = world.other_server();
    assert_eq!(
        other.second_factor_login(&waiting.digest)?.as_ref(),
        Some(&waiting)
    );
    assert_eq!(other.second_factor_login(&a_digest())?, None);
    assert!(world.audit_ids().contains(&event.id));
    let lines = world.audit_ids().len();
    let refused = a_factor_login(&account.user.id);
    assert!(!store.begin_second_factor_login(&refused, &a_hash(), &audit())?);
    assert_eq!(world.audit_ids().len(), lines);
    store.disable_user(&account.user.id, &audit())?;
    assert!(!store.begin_second_factor_login(&refused, &account.password_hash, &audit())?);
    assert_eq!(store.second_factor_login(&refused.digest)?, None);
    Ok(())
}

/// A new password, a reset and a disabled account end the logins that wait.
pub fn no_waiting_login_outlives_its_password(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (changed, reset, disabled) = (opened(&*store)?, opened(&*store)?, opened(&*store)?);
    let logins: Vec<_> = [&changed, &reset, &disabled]
        .into_iter()
        .map(|account| begun(&*store, account))
        .collect::<Result<_, _>>()?;
    let kept = begun(&*store, &opened(&*store)?)?;
    let keep = &changed.session.session.id;
    let old = &changed.password_hash;
    store.change_password(&changed.user.id, old, &a_hash(), keep, &audit(), &[])?;
    let link = a_reset(&reset.user.id);
    store.offer_password_reset(&link, &audit())?;
    store.reset_password(&link, &a_hash(), &a_digest(), &audit(), &[])?;
    store.disable_user(&disabled.user.id, &audit())?;
    for login in &logins {
        let found = world.other_server().second_factor_login(&login.digest)?;
        assert_eq!(found, None);
    }
    assert!(store.second_factor_login(&kept.digest)?.is_some());
    Ok(())
}

/// The session, the counts, the line and the mail are kept together, and the code does not work again.
pub fn a_factor_finishes_a_login_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let (code, spent) = (a_digest(), a_digest());
    let factor = confirmed(&*store, &a_factor(user), &[code, spent])?;
    let steps = |counter| FactorUse::Factor {
        id: factor.factor.id.clone(),
        counter,
    };
    let failures = [failure_key()];
    for shown in [steps(2), FactorUse::RecoveryCode(spent)] {
        set_count(&*store, &failures[0], Some(a_count()))?;
        let (finished, event) = (finishing(&*store, &account, &shown)?, audit());
        let told = a_mail(&account.user.email);
        let finish = |finished| {
            let (mut forget, tell) = (|_: &[_]| vec![None], slice::from_ref(&told));
            let server = world.other_server();
            server.finish_second_factor_login(finished, &failures, &mut forget, &event, tell)
        };
        let lines = world.audit_ids().len();
        assert_eq!(finish(&finished)?, FactorOutcome::Accepted);
        assert!(is_there(&*store, &finished.session)?);
        assert_eq!(counts(&*store, &failures)?, [None]);
        assert!(world.audit_ids().contains(&event.id));
        assert_eq!(finish(&finished)?, FactorOutcome::Gone);
        let again = finishing(&*store, &account, &shown)?;
        assert_eq!(finish(&again)?, FactorOutcome::Spent);
        assert!(!is_there(&*store, &again.session)?);
        assert!(store.second_factor_login(&again.login)?.is_some());
        // The lines about the two logins, and the one about the session.
        assert_eq!(world.audit_ids().len(), lines + 2);
        store.end_second_factor_login(&again.login, &audit())?;
    }
    assert_eq!(store.recovery_codes_left(user)?, 1);
    let earlier = finishing(&*store, &account, &steps(1))?;
    assert_eq!(finish_plainly(&*store, &earlier)?, FactorOutcome::Spent);
    Ok(())
}

/// Nothing of another person finishes a login, and nothing that does not count.
pub fn only_what_counts_finishes_a_login(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let own = confirmed(&*store, &a_factor(&account.user.id), &[])?;
    let code = a_digest();
    let theirs = confirmed(&*store, &a_factor(&neighbour.user.id), &[code])?;
    let offered = a_passkey(&account.user.id);
    store.offer_factor(&offered)?;
    let step = |factor: &StoredFactor| FactorUse::Factor {
        id: factor.factor.id.clone(),
        counter: 9,
    };
    for shown in [step(&theirs), step(&offered), FactorUse::RecoveryCode(code)] {
        let finished = finishing(&*store, &account, &shown)?;
        assert_eq!(finish_plainly(&*store, &finished)?, FactorOutcome::Spent);
        assert!(!is_there(&*store, &finished.session)?);
    }
    let mut of_another = finishing(&*store, &account, &step(&own))?;
    of_another.session = a_session(&neighbour.user.id);
    assert_eq!(finish_plainly(&*store, &of_another)?, FactorOutcome::Gone);
    assert_eq!(store.recovery_codes_left(&neighbour.user.id)?, 1);
    assert_eq!(store.factors_of(&account.user.id)?, [own]);
    Ok(())
}

/// Many show one code at once, each for a login of its own: one session begins.
pub fn a_code_shown_at_once_is_accepted_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let code = a_digest();
    let factor = confirmed(&*store, &a_factor(&account.user.id), &[code])?;
    let step = FactorUse::Factor {
        id: factor.factor.id,
        counter: 2,
    };
    for shown in [step, FactorUse::RecoveryCode(code)] {
        let outcomes = at_once(world, |store| {
            let finished = finishing(store, &account, &shown)?;
            finish_plainly(store, &finished)
        })?;
        assert_one_accepted(&outcomes);
    }
    Ok(())
}

/// Many finish one login at once, each by a code of its own: one session begins, and one code is used.
pub fn a_login_finished_at_once_is_finished_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let codes: Vec<_> = (0..8).map(|_| a_digest()).collect();
    confirmed(&*store, &a_factor(user), &codes)?;
    let login = begun(&*store, &account)?;
    let codes = parking_lot::Mutex::new(codes);
    let outcomes = at_once(world, |store| {
        let code = codes.lock().pop().expect("there is one for each");
        let finished = FinishedLogin {
            login: login.digest,
            shown: FactorUse::RecoveryCode(code),
            session: a_session(user),
        };
        finish_plainly(store, &finished)
    })?;
    assert_one_accepted(&outcomes);
    assert_eq!(store.recovery_codes_left(user)?, 7);
    Ok(())
}

/// What is shown proves who holds a session, once, for that session alone.
pub fn a_factor_proves_who_holds_a_session(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let (user, session) = (&account.user.id, &account.session.session.id);
    let factor = confirmed(&*store, &a_factor(user), &[])?;
    let shown = FactorUse::Factor {
        id: factor.factor.id,
        counter: 2,
    };
    let prove = |session: &Id<Session>, event: &AuditEvent| {
        let server = world.other_server();
        server.reauthenticate_by_factor(user, session, &shown, event)
    };
    let theirs = &neighbour.session.session.id;
    assert_eq!(prove(theirs, &audit())?, FactorOutcome::Gone);
    let event = audit();
    assert_eq!(prove(session, &event)?, FactorOutcome::Accepted);
    let found = store.session(user, session)?.expect("it is there");
    assert_eq!(found.authenticated_at, event.at);
    assert!(world.audit_ids().contains(&event.id));
    assert_eq!(prove(session, &audit())?, FactorOutcome::Spent);
    let found = store.session(user, session)?.expect("it is there");
    assert_eq!(found.authenticated_at, event.at);
    Ok(())
}

/// Waiting logins end by their digest, once; those that are over are swept in batches, and no others are.
pub fn waiting_logins_end(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let ending = |end| -> Result<SecondFactorLogin, StoreError> {
        let login = SecondFactorLogin {
            expires_at: end,
            ..a_factor_login(&account.user.id)
        };
        store.begin_second_factor_login(&login, &account.password_hash, &audit())?;
        Ok(login)
    };
    let (leaked, kept, event) = (ending(CUT)?, ending(CUT)?, audit());
    assert!(store.end_second_factor_login(&leaked.digest, &event)?);
    assert!(world.audit_ids().contains(&event.id));
    assert!(!store.end_second_factor_login(&leaked.digest, &audit())?);
    for number in 1..=5 {
        ending(CUT - MOMENT * number)?;
    }
    assert_eq!(store.sweep_second_factor_logins(CUT, 2)?, 2);
    let swept = sweep_at_once(world, |store| store.sweep_second_factor_logins(CUT, 2))?;
    assert_eq!(swept, 3);
    assert_eq!(store.second_factor_login(&kept.digest)?, Some(kept));
    Ok(())
}

fn begun(store: &dyn Store, account: &NewAccount) -> Result<SecondFactorLogin, StoreError> {
    let login = a_factor_login(&account.user.id);
    store.begin_second_factor_login(&login, &account.password_hash, &audit())?;
    Ok(login)
}

/// A login that waits, and what finishes it.
fn finishing(
    store: &dyn Store,
    account: &NewAccount,
    shown: &FactorUse,
) -> Result<FinishedLogin, StoreError> {
    Ok(FinishedLogin {
        login: begun(store, account)?.digest,
        shown: shown.clone(),
        session: a_session(&account.user.id),
    })
}

fn finish_plainly(
    store: &dyn Store,
    finished: &FinishedLogin,
) -> Result<FactorOutcome, StoreError> {
    store.finish_second_factor_login(finished, &[], &mut |_| Vec::new(), &audit(), &[])
}

fn assert_one_accepted(outcomes: &[FactorOutcome]) {
    let accepted = outcomes
        .iter()
        .filter(|outcome| **outcome == FactorOutcome::Accepted);
    assert_eq!(accepted.count(), 1, "{outcomes:?}");
}

fn failure_key() -> FailureKey {
    FailureKey {
        account: Some(Digest::from_bytes([7; 32])),
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
