//! Another server changes a row between our look at it and our change.

use std::slice;
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{
    EndSessions, FailureKey, LoginFailures as _, NewSession, Sessions as _, StoreError,
};
use sendook_testkit::builders::{
    a_digest, a_generation, a_moment, a_session, an_audit_event, some_tokens,
};

use super::PostgresWorld;

/// Lets a statement of another server come first, and returns the result of a call that has to wait for it.
pub(super) fn overtaken<T: Send>(
    world: &PostgresWorld,
    statement: &str,
    call: impl FnOnce() -> Result<T, StoreError> + Send,
) -> T {
    let mut other = world.connect();
    other.batch_execute(&format!("BEGIN; {statement}")).unwrap();
    thread::scope(|scope| {
        let call = scope.spawn(call);
        world.wait_until_blocked(1);
        other.batch_execute("COMMIT").unwrap();
        call.join().unwrap().unwrap()
    })
}

#[test]
fn tokens_are_not_added_to_a_generation_that_has_just_ended() {
    let (world, store, account) = PostgresWorld::with_account();
    let session = &account.session.session.id;
    let tokens = some_tokens();
    let advance = "UPDATE sessions SET generation = 1";
    assert!(!overtaken(&world, advance, || store.add_tokens(session, 0, &tokens)));
    let found = store.access_token_by_digest(&tokens.access_digest);
    assert_eq!(found.unwrap(), None);
}

#[test]
fn an_end_waits_for_a_refresh_and_takes_its_tokens_along() {
    let (world, store, account) = PostgresWorld::with_account();
    let session = &account.session.session.id;
    let tokens = some_tokens();
    let end = "DELETE FROM sessions";
    assert!(!overtaken(&world, end, || store.advance_session(
        session,
        0,
        &a_generation(a_moment()),
        &tokens
    )));
    let found = store.refresh_token_by_digest(&tokens.refresh_digest);
    assert_eq!(found.unwrap(), None);
}

#[test]
fn a_logout_waits_for_a_change_of_the_account_without_holding_its_sessions() {
    let (world, store, account) = PostgresWorld::with_account();
    let (user, session) = (&account.user.id, &account.session.session.id);
    let mut change = world.connect();
    change
        .batch_execute("BEGIN; SELECT 1 FROM users FOR SHARE")
        .unwrap();
    thread::scope(|scope| {
        let logout = scope.spawn(|| {
            let which = EndSessions::Only(session.clone());
            let audit = an_audit_event(AuditAction::LoggedOut);
            store.end_sessions(user, &which, &audit)
        });
        world.wait_until_blocked(1);
        change
            .batch_execute("SET lock_timeout = '1s'; UPDATE sessions SET generation = 1; COMMIT")
            .unwrap();
        assert_eq!(logout.join().unwrap().unwrap(), 1);
    });
}

#[test]
fn a_session_that_is_used_while_it_is_swept_stays() {
    let (world, store, account) = PostgresWorld::with_account();
    let session = &account.session.session;
    let unused = session.last_used_at + TimeDelta::days(7);
    let long_ago = DateTime::<Utc>::UNIX_EPOCH;
    let touch = format!(
        "UPDATE sessions SET last_used_at = {}",
        unused.timestamp_micros()
    );
    let swept = overtaken(&world, &touch, || store.sweep_sessions(long_ago, unused, 9));
    assert_eq!(swept, 0);
    let kept = store.session(&session.user_id, &session.id).unwrap();
    assert_eq!(kept.map(|session| session.last_used_at), Some(unused));
}

#[test]
fn a_count_that_restarts_while_it_is_swept_stays() {
    let world = PostgresWorld::new();
    let store = world.open();
    let (key, since) = (a_key(), a_moment());
    let count = FailureCount {
        failures: 3,
        since,
        blocked_until: None,
    };
    let set = store.update_failures(slice::from_ref(&key), &mut |_| vec![Some(count)]);
    set.unwrap();
    let now = since + TimeDelta::days(1);
    let restart = format!(
        "UPDATE login_failures SET since = {}",
        now.timestamp_micros()
    );
    let swept = overtaken(&world, &restart, || store.sweep_failures(now, 9));
    assert_eq!(swept, 0);
    assert_eq!(rows(&world), 1);
}

#[test]
fn what_is_not_counted_leaves_no_row() {
    let world = PostgresWorld::new();
    let store = world.open();
    let mut seen = Vec::new();
    let looked = store.update_failures(&[a_key(), a_key()], &mut |counts| {
        seen = counts.to_vec();
        counts.to_vec()
    });
    looked.unwrap();
    assert_eq!(seen, [None, None]);
    assert_eq!(rows(&world), 0);
}

/// Two servers that locked the same counts in opposite order would deadlock.
#[test]
fn counts_are_held_in_one_order_whatever_order_they_are_asked_for() {
    let world = PostgresWorld::new();
    let store = world.open();
    let of_account = a_key();
    let of_any = FailureKey {
        account: None,
        ..a_key()
    };
    let keys = [of_account, of_any];
    let count = Some(FailureCount {
        failures: 1,
        since: a_moment(),
        blocked_until: None,
    });
    let set = || store.update_failures(&keys, &mut |_| vec![count; 2]);
    set().unwrap();
    let mut other = world.connect();
    let hold_first = "BEGIN; SELECT FROM login_failures WHERE account = '' FOR UPDATE";
    other.batch_execute(hold_first).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(set);
        world.wait_until_blocked(1);
        let hold_second = "SELECT FROM login_failures WHERE account <> '' FOR UPDATE NOWAIT";
        other.batch_execute(hold_second).unwrap();
        other.batch_execute("COMMIT").unwrap();
        waiting.join().unwrap().unwrap();
    });
}

/// Several logins hold the hash that they were proved by, and a change of the password waits for them.
#[test]
fn a_password_does_not_change_while_a_login_is_kept() {
    let (world, store, account) = PostgresWorld::with_account();
    let keys = [a_key()];
    let count = Some(FailureCount {
        failures: 1,
        since: a_moment(),
        blocked_until: None,
    });
    store.update_failures(&keys, &mut |_| vec![count]).unwrap();
    let new = NewSession {
        proof: Some(account.password_hash),
        ..a_session(&account.user.id)
    };
    let audit = an_audit_event(AuditAction::LoggedIn);
    let log_in = || store.log_in(&new, &keys, &mut |_| vec![None], &audit);
    let mut other = world.connect();
    let hold_count = "BEGIN; SELECT FROM login_failures FOR UPDATE";
    other.batch_execute(hold_count).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(log_in);
        world.wait_until_blocked(1);
        let change = "SELECT FROM users FOR NO KEY UPDATE NOWAIT";
        assert!(world.connect().batch_execute(change).is_err());
        let hold_hash = "SELECT FROM users FOR SHARE NOWAIT";
        other.batch_execute(hold_hash).unwrap();
        other.batch_execute("COMMIT").unwrap();
        assert!(waiting.join().unwrap().unwrap());
    });
}

#[test]
fn a_login_that_a_change_of_the_password_overtakes_leaves_nothing() {
    let (world, store, account) = PostgresWorld::with_account();
    let new = NewSession {
        proof: Some(account.password_hash),
        ..a_session(&account.user.id)
    };
    let change = "UPDATE users SET password_hash = 'another'";
    let audit = an_audit_event(AuditAction::LoggedIn);
    let mut counted = |_: &[_]| panic!("no count is changed");
    assert!(!overtaken(&world, change, || store.log_in(
        &new,
        &[],
        &mut counted,
        &audit
    )));
    let found = store.access_token_by_digest(&new.tokens.access_digest);
    assert_eq!(found.unwrap(), None);
}

fn a_key() -> FailureKey {
    FailureKey {
        account: Some(a_digest()),
        address: "192.0.2.7".to_owned(),
    }
}

fn rows(world: &PostgresWorld) -> usize {
    world
        .texts("SELECT address AS text FROM login_failures")
        .len()
}
