//! What makes a copy of a credential as current as the file: which commits are noticed, and at what cost.

use std::sync::Arc;

use sendook_domain::authentication::{CredentialQuery, Credentials};
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{ApiKeys as _, Freshness as _, Ports};
use sendook_domain::services::{ServiceSettings, Services};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::{Digest, EmailDomain, Environment};
use sendook_persistence::SqlStore;
use sendook_testkit::builders::{a_key, an_audit_event};
use sendook_testkit::test_ports;

use crate::another_process::AnotherProcess;
use crate::opened;
use crate::query_plans::{forget_statements, remember_statements, statements};
use crate::sqlite::SqliteWorld;

/// What a server looks credentials up in, with copies of its own.
pub(crate) fn credentials(store: &Arc<SqlStore>) -> Arc<Credentials> {
    let ports = Ports {
        store: store.clone(),
        ..test_ports().ports
    };
    let settings = ServiceSettings::new(EmailDomain::parse("sendook.com").unwrap());
    Services::new(&ports, &settings).credentials
}

pub(crate) fn is_let_in(credentials: &Credentials, digest: Digest) -> bool {
    let kind = TokenKind::ApiKey(Environment::Production);
    let found = credentials.find(&CredentialQuery { kind, digest });
    found.unwrap().is_some()
}

#[test]
fn a_hit_sends_no_statement() {
    remember_statements();
    let world = SqliteWorld::new();
    let store = Arc::new(world.open());
    let key = opened(&store).api_key.digest;
    let credentials = credentials(&store);
    assert!(is_let_in(&credentials, key));
    forget_statements();
    for _ in 0..3 {
        assert!(is_let_in(&credentials, key));
    }
    assert_eq!(statements(), Vec::<String>::new());
}

/// Whether the store has to read its position, as it may have moved.
fn notices(store: &SqlStore) -> bool {
    forget_statements();
    let position = store.position().unwrap();
    let read = !statements().is_empty();
    forget_statements();
    assert_eq!(store.position().unwrap(), position);
    assert_eq!(statements(), Vec::<String>::new(), "it is read once");
    read
}

#[test]
fn only_commits_are_noticed_and_those_of_any_process() {
    remember_statements();
    let world = SqliteWorld::new();
    let (store, other) = (world.open(), world.open());
    let account = opened(&store);
    let organization = &account.organization.id;
    notices(&store);

    assert!(!notices(&store), "nothing happened");
    other.key_by_digest(&account.api_key.digest).unwrap();
    assert!(!notices(&store), "that was a read");
    world.execute("BEGIN IMMEDIATE; DELETE FROM api_keys; ROLLBACK");
    assert!(!notices(&store), "that was rolled back");

    let audit = || an_audit_event(AuditAction::KeyCreated);
    for server in [&store, &other] {
        server
            .create_key(&a_key(organization), &audit(), None)
            .unwrap();
        assert!(notices(&store), "a store committed");
    }
    world.execute("UPDATE users SET updated_at = updated_at + 1");
    assert!(notices(&store), "a connection committed");
    let mut process = AnotherProcess::start(&world);
    notices(&store);
    let before = store.position().unwrap();
    process.delete(&account.api_key.key);
    assert!(notices(&store), "a process committed");
    let invalidated = store.invalidated_since(&before).unwrap();
    assert_eq!(invalidated.digests, Some(vec![account.api_key.digest]));
}

/// A connection that was opened by hand may not enforce foreign keys.
#[test]
fn a_deletion_without_cascades_invalidates_as_well() {
    let world = SqliteWorld::new();
    let store = world.open();
    for table in ["api_keys", "organizations", "sessions"] {
        let account = opened(&store);
        let before = store.position().unwrap();
        world.execute(&format!("PRAGMA foreign_keys = OFF; DELETE FROM {table}"));
        let invalidated = store.invalidated_since(&before).unwrap().digests.unwrap();
        let digest = match table {
            "sessions" => account.session.tokens.access_digest,
            _ => account.api_key.digest,
        };
        assert!(invalidated.contains(&digest), "{table}");
    }
}

/// REPLACE deletes the old row without firing its triggers.
#[test]
fn a_replaced_row_is_invalidated_as_well() {
    let (world, store, account) = SqliteWorld::with_account();
    let (key, token) = (account.api_key.digest, account.session.tokens.access_digest);
    for (table, digest) in [
        ("api_keys", key),
        ("api_key_secrets", key),
        ("access_tokens", token),
    ] {
        let before = store.position().unwrap();
        world.execute(&format!(
            "PRAGMA foreign_keys = OFF; REPLACE INTO {table} SELECT * FROM {table}"
        ));
        let invalidated = store.invalidated_since(&before).unwrap().digests.unwrap();
        assert!(invalidated.contains(&digest), "{table}");
    }
}

/// A backup that is written over the file while it is open may lack keys, without an invalidation of them.
#[test]
fn another_count_of_schemas_is_another_history() {
    let world = SqliteWorld::new();
    let store = world.open();
    opened(&store);
    let before = store.position().unwrap();
    world.execute("PRAGMA schema_version = 4711");
    assert_ne!(store.position().unwrap(), before);
    assert_eq!(store.invalidated_since(&before).unwrap().digests, None);
}
