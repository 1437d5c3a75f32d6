//! A change that fails at any of its steps leaves nothing behind.

use std::slice;

use sendook_domain::entities::{AuditAction, InboxScope, RequestsByDay};
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{
    Accounts as _, ApiKeys as _, FailureKey, Freshness as _, KeyUse, LoginFailures as _,
    Sessions as _, StoreError, UsageCounts as _,
};
use sendook_testkit::builders::{a_digest, a_key, a_moment, a_session, an_account, an_audit_event};

use crate::sqlite::SqliteWorld;

fn break_inserts(world: &SqliteWorld, table: &str, how: &str) {
    break_steps(world, &format!("INSERT ON {table}"), how);
}

fn break_steps(world: &SqliteWorld, step: &str, how: &str) {
    world.execute(&format!(
        "CREATE TRIGGER broken BEFORE {step} \
         BEGIN SELECT RAISE({how}, 'broken on purpose'); END"
    ));
}

/// `ROLLBACK` ends the transaction behind the store's back, as SQLite itself does when the disk is full.
const WAYS: [&str; 2] = ["ABORT", "ROLLBACK"];

#[test]
fn an_account_is_opened_whole_or_not_at_all() {
    let world = SqliteWorld::new();
    let store = world.open();
    let audit = an_audit_event(AuditAction::Registered);
    let account = an_account();
    let mut steps = 0;
    for table in world.tables() {
        if [
            "api_key_inboxes",
            "api_key_usage",
            "factors",
            "imported_documents",
            "invitation_tokens",
            "invitations",
            "key_end_notices",
            "login_failures",
            "mail_links",
            "organization_usage",
            "outgoing_mails",
            "passkey_challenges",
            "password_resets",
            "recovery_codes",
            "remembered_answers",
            "run_tokens",
            "second_factor_logins",
        ]
        .contains(&&*table)
        {
            // Only restricted keys, uses, imports, failed logins, mails, links, invitations, notices, remembered answers, run tokens
            // and second factors have rows there.
            continue;
        }
        for how in WAYS {
            break_inserts(&world, &table, how);
            let error = store.open(&account, &audit).expect_err(&table);
            assert!(
                matches!(error, StoreError::Internal(_)),
                "{table}: {error:?}"
            );
            assert_eq!(world.rows(), [], "{table}, {how}");
            world.execute("DROP TRIGGER broken");
            steps += 1;
        }
    }
    assert_eq!(steps, 11 * WAYS.len());
    store
        .open(&account, &audit)
        .expect("the same account, once nothing is broken");
    assert_eq!(world.rows().len(), 11);
}

#[test]
fn a_login_that_fails_at_any_step_keeps_no_session_and_takes_no_failure_back() {
    let world = SqliteWorld::new();
    let store = world.open();
    let account = an_account();
    let audit = || an_audit_event(AuditAction::LoggedIn);
    store.open(&account, &audit()).unwrap();
    let key = FailureKey {
        account: Some(a_digest()),
        address: "192.0.2.7".to_owned(),
    };
    let keys = slice::from_ref(&key);
    let counted = Some(FailureCount {
        failures: 1,
        since: a_moment(),
        blocked_until: None,
    });
    store.update_failures(keys, &mut |_| vec![counted]).unwrap();
    let session = a_session(&account.user.id);
    let log_in = || store.log_in(&session, keys, &mut |_| vec![None], &audit());
    let before = world.rows();
    for step in [
        "INSERT ON sessions",
        "INSERT ON access_tokens",
        "INSERT ON refresh_tokens",
        "INSERT ON audit_events",
        "DELETE ON login_failures",
    ] {
        for how in WAYS {
            break_steps(&world, step, how);
            assert!(log_in().is_err(), "{step}, {how}");
            assert_eq!(world.rows(), before, "{step}, {how}");
            world.execute("DROP TRIGGER broken");
        }
    }
    assert!(log_in().unwrap());
    assert_ne!(world.rows(), before);
}

#[test]
fn a_use_that_is_not_written_whole_is_not_counted_at_all() {
    let (world, store, account) = SqliteWorld::with_account();
    let (organization, key) = (&account.organization.id, &account.api_key);
    let at = a_moment();
    let used = KeyUse {
        key_id: key.key.id.clone(),
        requests: RequestsByDay::at(at, 3),
        last_at: at,
        last_ip: None,
        secrets: vec![(key.digest, at)],
    };
    let record = || store.record_key_use(slice::from_ref(&used), at);
    let counts = || {
        let since = at.date_naive();
        let found = store.key(organization, &key.key.id).unwrap().unwrap();
        let of_key = store.requests_of_key(organization, &key.key.id, since);
        let all = store.requests_of_organization(organization, since);
        let of_key = of_key.unwrap().unwrap().total();
        [found.request_count, of_key, all.unwrap().total()]
    };
    for times in 0..2 {
        for step in [
            "UPDATE ON api_keys",
            "UPDATE ON api_key_secrets",
            "INSERT ON organization_usage",
            "INSERT ON api_key_usage",
        ] {
            for how in WAYS {
                break_steps(&world, step, how);
                assert!(record().is_err(), "{step}, {how}");
                assert_eq!(counts(), [3 * times; 3], "{step}, {how}");
                world.execute("DROP TRIGGER broken");
            }
        }
        record().unwrap();
        assert_eq!(counts(), [3 * (times + 1); 3]);
    }
}

#[test]
fn a_restricted_key_is_never_kept_without_its_restriction() {
    let (world, store, account) = SqliteWorld::with_account();
    let before = world.rows();

    let mut key = a_key(&account.organization.id);
    key.key.inboxes = InboxScope::Only(vec![account.inbox.id.clone()]);
    break_inserts(&world, "api_key_inboxes", "ABORT");
    let audit = an_audit_event(AuditAction::KeyCreated);
    assert!(store.create_key(&key, &audit, None).is_err());
    assert_eq!(world.rows(), before);
    assert_eq!(store.key_by_digest(&key.digest).unwrap(), None);
}

/// The line of the trail is the last step. Copies of the key are as good as before.
#[test]
fn a_change_that_fails_invalidates_nothing() {
    let (world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::KeyDeleted);
    let key = &account.api_key.key;
    for how in WAYS {
        break_inserts(&world, "audit_events", how);
        let before = store.position().unwrap();
        let delete = || store.delete_key(&key.organization_id, &key.id, &audit());
        assert!(delete().is_err());
        assert_eq!(store.position().unwrap(), before, "{how}");
        assert_eq!(store.invalidated_since(&before).unwrap().up_to, before);
        world.execute("DROP TRIGGER broken");
    }
    let before = store.position().unwrap();
    let deleted = store.delete_key(&key.organization_id, &key.id, &audit());
    assert!(deleted.unwrap().is_some());
    assert_ne!(store.position().unwrap(), before);
}
