//! A standby does not answer, whatever stands between it and the service.

use std::slice;
use std::sync::Arc;
use std::thread;

use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::ports::{
    ApiKeys as _, Freshness as _, OrganizationChange, Organizations as _, Sessions as _, Store,
    StoreError, Untrusted, Users as _,
};
use sendook_domain::values::{Id, OrganizationName};
use sendook_persistence::{NotReady, OpenError, SqlStore, StoreOptions};
use sendook_testkit::builders::{a_moment, an_account, an_audit_event};
use sendook_testkit::contract::World;

use super::PostgresWorld;
use crate::opened;
use crate::query_plans::{forget_statements, remember_statements, statements};

/// A world that fails its test when the store has read by a statement that a standby would answer. The whole contract
/// runs in it.
pub(crate) struct Watched(PostgresWorld);

impl Watched {
    pub(crate) fn new() -> Self {
        let world = PostgresWorld::new();
        remember_statements();
        forget_statements();
        Self(world)
    }
}

impl Watched {
    /// Does what the store does not do for a request: opening it runs statements of the migrations' own.
    fn aside<T>(&self, work: impl FnOnce(&PostgresWorld) -> T) -> T {
        assert_asks_for_the_primary(&statements());
        let done = work(&self.0);
        forget_statements();
        done
    }
}

impl World for Watched {
    fn store(&self) -> Arc<dyn Store> {
        self.aside(World::store)
    }

    fn other_server(&self) -> Arc<dyn Store> {
        self.aside(World::other_server)
    }

    fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
        self.aside(World::audit_ids)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !thread::panicking() {
            assert_asks_for_the_primary(&statements());
        }
    }
}

/// Locks are taken on the primary alone, and settings are made on every server: such statements need no condition.
fn assert_asks_for_the_primary(statements: &[String]) {
    for statement in statements {
        let is_exempt = [" FOR ", "set_config"]
            .iter()
            .any(|text| statement.contains(text));
        let reads = statement.starts_with("SELECT") && !is_exempt;
        assert!(
            !reads || statement.contains("pg_is_in_recovery()"),
            "a standby may answer: {statement}"
        );
    }
}

/// From now on the server says that it is a standby, as one does that another was made primary in its place.
fn demote(world: &PostgresWorld) {
    world.execute(
        "CREATE FUNCTION pg_is_in_recovery() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT true'",
    );
}

fn promote(world: &PostgresWorld) {
    world.execute(
        "DO $$ BEGIN EXECUTE format('DROP FUNCTION %I.pg_is_in_recovery()', current_schema()); END $$",
    );
}

/// A store that finds functions in the schema of the world before those of PostgreSQL.
fn open_demotable(world: &PostgresWorld) -> SqlStore {
    let schema = world
        .texts("SELECT current_schema()::text AS text")
        .remove(0);
    let shadowed = format!("search_path%3D{schema},pg_catalog");
    let url = world
        .url()
        .replace(&format!("search_path%3D{schema}"), &shadowed);
    let options = StoreOptions {
        pool_size: 2,
        ..StoreOptions::default()
    };
    SqlStore::open(&url, &options).unwrap()
}

fn is_refused<T>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Untrusted(Untrusted::Standby)))
}

#[test]
fn a_server_that_has_become_a_standby_refuses_every_credential() {
    let world = PostgresWorld::new();
    let store = open_demotable(&world);
    let account = opened(&store);
    let (user, organization) = (&account.user.id, &account.organization.id);
    let (key, token) = (account.api_key.digest, account.session.tokens.access_digest);
    assert!(store.key_by_digest(&key).unwrap().is_some());
    demote(&world);
    assert!(is_refused(&store.position()));
    assert!(is_refused(&store.key_by_digest(&key)));
    assert!(is_refused(&store.keys_by_digests(&[key])));
    assert!(is_refused(&store.access_token_by_digest(&token)));
    assert!(is_refused(&store.membership(user, organization)));
    assert!(is_refused(&store.user_for_login(&account.user.email)));
    let name = OrganizationName::restore("Renamed".to_owned());
    let audit = an_audit_event(AuditAction::OrganizationRenamed);
    assert!(is_refused(&store.change_organization(
        organization,
        &OrganizationChange::name(name.clone()),
        a_moment(),
        slice::from_ref(&audit)
    )));
    assert!(matches!(
        store.ready(),
        Err(NotReady::Untrusted(Untrusted::Standby))
    ));
    promote(&world);
    store.ready().unwrap();
    assert!(store.key_by_digest(&key).unwrap().is_some());
}

/// A row that is not there yet on a standby must not look like one that does not exist.
#[test]
fn a_standby_does_not_say_that_there_is_nothing_either() {
    let world = PostgresWorld::new();
    let store = open_demotable(&world);
    demote(&world);
    let unknown = an_account();
    assert!(is_refused(&store.key_by_digest(&unknown.api_key.digest)));
    assert!(is_refused(&store.user(&unknown.user.id)));
}

#[test]
fn a_url_that_lets_a_standby_answer_is_refused() {
    let world = PostgresWorld::new();
    for wanted in [
        "any",
        "prefer-standby",
        "standby",
        "read-only",
        "Read-Write",
    ] {
        let url = format!("{}&target_session_attrs={wanted}", world.url());
        let refused = SqlStore::open(&url, &StoreOptions::default()).err();
        let Some(OpenError::StandbyWanted(named)) = refused else {
            panic!("{wanted}: {refused:?}");
        };
        assert_eq!(named, wanted);
    }
    for primary in ["read-write", "primary"] {
        let url = format!("{}&target_session_attrs={primary}", world.url());
        SqlStore::open(&url, &StoreOptions::default()).unwrap();
    }
}
