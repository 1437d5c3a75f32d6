//! What sessions, refresh tokens and failed logins are found by, and what is swept by.

use std::slice;

use chrono::TimeDelta;
use sendook_domain::entities::{AuditAction, PasswordReset};
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{
    AuditTrail as _, FailureKey, LoginFailures as _, NewSession, PasswordResets as _,
    Sessions as _, Sweeps as _, Users as _,
};
use sendook_testkit::builders::{
    a_digest, a_generation, a_late_moment, a_moment, a_session, an_audit_event, some_tokens,
};

use crate::query_plans::{check, forget_statements, remember_statements};
use crate::sqlite::SqliteWorld;

#[test]
fn sessions_and_their_tokens_are_found_by_an_index() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::Registered);
    let (user, session) = (&account.user.id, &account.session.session.id);
    forget_statements();

    let found = store.refresh_token_by_digest(&account.session.tokens.refresh_digest);
    let plans = check(&world, "refresh_token_by_digest", found);
    assert_eq!(
        plans.len(),
        1,
        "a refresh is judged by what one moment holds"
    );
    check(&world, "sessions", store.sessions(user));
    let now = a_moment();
    let advanced = store.advance_session(session, 0, &a_generation(now), &some_tokens());
    assert_eq!(check(&world, "advance_session", advanced).len(), 2);
    let added = store.add_tokens(session, 1, &some_tokens());
    assert_eq!(check(&world, "add_tokens", added).len(), 1);
    let new = NewSession {
        device: account.session.device.clone(),
        ..a_session(user)
    };
    let logged_in = store.log_in(&new, &[], &mut |_| Vec::new(), &audit());
    let steps = check(&world, "log_in", logged_in).len();
    assert_eq!(steps, 1, "a device that is known takes one statement");
    check(&world, "sweep_devices", store.sweep_devices(now, 9));
    let touched = store.touch_sessions(&[(session.clone(), a_moment())], a_late_moment());
    assert_eq!(check(&world, "touch_sessions", touched).len(), 1);
    let hash = &account.password_hash;
    let changed = store.change_password(user, hash, hash, session, &audit(), &[]);
    assert_eq!(check(&world, "change_password", changed).len(), 5);
}

#[test]
fn accounts_and_reset_links_are_found_by_an_index() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::Registered);
    let user = &account.user.id;
    let reset = PasswordReset {
        digest: a_digest(),
        user_id: user.clone(),
        expires_at: a_moment(),
    };
    let (hash, digest) = (&account.password_hash, &reset.digest);
    forget_statements();

    let offered = store.offer_password_reset(&reset, &audit());
    assert_eq!(check(&world, "offer_password_reset", offered).len(), 1);
    let found = store.password_reset_by_digest(digest);
    assert_eq!(check(&world, "password_reset_by_digest", found).len(), 1);
    let done = store.reset_password(&reset, hash, digest, &audit(), &[]);
    assert_eq!(check(&world, "reset_password", done).len(), 8);
    let voided = store.void_password_reset(digest, &audit());
    assert_eq!(check(&world, "void_password_reset", voided).len(), 2);
    let swept = store.sweep_password_resets(a_late_moment(), 10);
    assert_eq!(check(&world, "sweep_password_resets", swept).len(), 1);
    let disabled = store.disable_user(user, &audit());
    assert_eq!(check(&world, "disable_user", disabled).len(), 5);
    let enabled = store.enable_user(user, &audit());
    assert_eq!(check(&world, "enable_user", enabled).len(), 1);
    let verified = store.verify_email(user, &audit());
    assert_eq!(check(&world, "verify_email", verified).len(), 1);
}

#[test]
fn counts_of_failures_are_found_by_their_key() {
    remember_statements();
    let world = SqliteWorld::new();
    let store = world.open();
    let account = a_digest();
    let key = FailureKey {
        account: Some(account),
        address: "192.0.2.7".to_owned(),
    };
    let count = |failures| FailureCount {
        failures,
        since: a_moment(),
        blocked_until: None,
    };
    forget_statements();

    for after in [Some(count(1)), Some(count(2)), None] {
        let updated = store.update_failures(slice::from_ref(&key), &mut |_| vec![after]);
        let plans = check(&world, "update_failures", updated);
        for plan in plans {
            assert!(
                plan[0].ends_with("PRIMARY KEY (account=? AND address=?)"),
                "{plan:?}"
            );
        }
    }
    let audit = an_audit_event(AuditAction::UserUnlocked);
    let found = store.failures_of(&account, &[key.address.clone()].into());
    check(&world, "failures_of", found);
    let forgotten = store.forget_failures(&[account], &[key.address].into(), &audit);
    let plans = check(&world, "forget_failures", forgotten);
    for (plan, key) in plans.iter().zip([
        "PRIMARY KEY (account=?)",
        "PRIMARY KEY (account=? AND address=?)",
        "PRIMARY KEY (account=?)",
    ]) {
        assert!(plan[0].ends_with(key), "{plans:?}");
    }
    assert_eq!(plans.len(), 3, "{plans:?}");
}

#[test]
fn sweeps_find_what_is_over_by_an_index_of_time() {
    remember_statements();
    let world = SqliteWorld::new();
    let store = world.open();
    let before = a_moment() - TimeDelta::days(1);
    forget_statements();

    let swept = store.sweep_sessions(before, before, 500);
    let plans = check(&world, "sweep_sessions", swept);
    assert_chosen_by(&plans[0], "sessions_by_end (expires_at<?)");
    assert_chosen_by(&plans[1], "sessions_by_last_use (last_used_at<?)");
    let plans = check(&world, "sweep_failures", store.sweep_failures(before, 500));
    assert_chosen_by(&plans[0], "login_failures_by_time (since<?)");
    let plans = check(&world, "sweep_audit", store.sweep_audit(before, 500));
    assert_chosen_by(&plans[0], "audit_events_by_time (at<?)");
    let due = store.is_anything_due(before, before, before);
    let plans = check(&world, "is_anything_due", due);
    assert_chosen_by(&plans[0], "sessions_by_end (expires_at<?)");
    assert_chosen_by(&plans[1], "sessions_by_last_use (last_used_at<?)");
    assert_chosen_by(&plans[2], "audit_events_by_time (at<?)");
}

fn assert_chosen_by(plan: &[String], index: &str) {
    assert!(plan.iter().any(|step| step.ends_with(index)), "{plan:?}");
}
