//! The server goes away, hangs, is busy or takes sides: requests get an answer in time, and service
//! resumes by itself.

use std::thread;
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::ports::{
    Accounts as _, NewAccount, OrganizationChange, Organizations as _, StoreError, Users as _,
};
use sendook_domain::values::OrganizationName;
use sendook_persistence::{SqlStore, StoreOptions};
use sendook_testkit::builders::{a_moment, an_account, an_audit_event};

use super::PostgresWorld;
use super::proxy::Proxy;
use crate::opened;

fn audit() -> AuditEvent {
    an_audit_event(AuditAction::Registered)
}

fn impatient() -> StoreOptions {
    StoreOptions {
        pool_timeout: Duration::from_secs(1),
        statement_timeout: Duration::from_millis(200),
        ..StoreOptions::default()
    }
}

/// Holds a lock of a table that no statement passes.
fn locked(world: &PostgresWorld, table: &str) -> PgConnection {
    let mut holder = world.connect();
    let lock = format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
    holder.batch_execute(&lock).unwrap();
    holder
}

/// Lets the pool grow: as many reads at once as it may have connections.
fn fill_pool(world: &PostgresWorld, store: &SqlStore, account: &NewAccount) {
    let mut holder = locked(world, "users");
    thread::scope(|scope| {
        let reads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| store.user(&account.user.id)))
            .collect();
        world.wait_until_blocked(4);
        holder.batch_execute("ROLLBACK").unwrap();
        for read in reads {
            assert!(read.join().unwrap().unwrap().is_some());
        }
    });
}

#[test]
fn reads_survive_the_loss_of_every_connection() {
    let (world, store, account) = PostgresWorld::with_account();
    fill_pool(&world, &store, &account);
    assert!(world.cut_connections() >= 4);
    assert!(store.user(&account.user.id).unwrap().is_some());
}

#[test]
fn writes_survive_the_loss_of_every_connection() {
    let (world, store, account) = PostgresWorld::with_account();
    fill_pool(&world, &store, &account);
    assert!(world.cut_connections() >= 4);
    let second = opened(&store);
    assert!(store.user(&second.user.id).unwrap().is_some());
}

#[test]
fn a_write_that_is_cut_off_halfway_is_done_once() {
    let world = PostgresWorld::new();
    let store = world.open();
    let account = an_account();
    drop(store.user(&account.user.id));
    let _holder = locked(&world, "audit_events");
    thread::scope(|scope| {
        let write = scope.spawn(|| store.open(&account, &audit()));
        world.wait_until_blocked(1);
        // The holder is cut as well, and with it the lock is gone.
        assert!(world.cut_connections() >= 2);
        write
            .join()
            .unwrap()
            .expect("nothing was kept, so it is done again");
    });
    assert_eq!(world.texts("SELECT id AS text FROM audit_events").len(), 1);
}

#[test]
fn a_statement_that_hangs_is_given_up() {
    let world = PostgresWorld::new();
    let store = world.open_with(&impatient());
    let account = opened(&store);
    let mut holder = locked(&world, "users");
    let start = Instant::now();
    let error = store.user(&account.user.id).unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    let error = store.open(&an_account(), &audit()).unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
    holder.batch_execute("ROLLBACK").unwrap();
    assert!(store.user(&account.user.id).unwrap().is_some());
}

#[test]
fn an_exhausted_pool_is_unavailable_in_time() {
    let world = PostgresWorld::new();
    let store = world.open_with(&StoreOptions {
        statement_timeout: Duration::from_secs(30),
        ..impatient()
    });
    let account = opened(&store);
    let mut holder = locked(&world, "users");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| store.user(&account.user.id).unwrap());
        }
        world.wait_until_blocked(4);
        let start = Instant::now();
        let error = store.memberships(&account.user.id).unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(start.elapsed() < Duration::from_secs(5));
        let not_ready = store.ready().unwrap_err();
        assert_eq!(not_ready.code(), "database_unavailable");
        holder.batch_execute("ROLLBACK").unwrap();
    });
    store.ready().unwrap();
}

/// Lets a rename and another transaction deadlock; returns whether the rename had to give way.
fn cross(world: &PostgresWorld, store: &SqlStore, account: &NewAccount) -> bool {
    let id = &account.organization.id;
    let name = OrganizationName::parse("Engines").unwrap();
    let mut other = world.connect();
    let lock = "BEGIN; LOCK TABLE audit_events IN EXCLUSIVE MODE";
    other.batch_execute(lock).unwrap();
    thread::scope(|scope| {
        let rename = scope.spawn(|| {
            store.change_organization(
                id,
                &OrganizationChange::name(name.clone()),
                a_moment(),
                &[audit()],
            )
        });
        world.wait_until_blocked(1);
        let crossing = format!("UPDATE organizations SET name = 'Other' WHERE id = '{id}'; COMMIT");
        let gave_way = other.batch_execute(&crossing).is_ok();
        drop(other);
        let renamed = rename.join().unwrap().unwrap();
        assert_eq!(renamed.map(|renamed| renamed.name), Some(name.clone()));
        gave_way
    })
}

#[test]
fn the_loser_of_a_deadlock_tries_again() {
    let (world, store, account) = PostgresWorld::with_account();
    // The later waiter has to give way. That is the store, unless the machine is very busy.
    let rounds = (1..10).find(|_| cross(&world, &store, &account));
    let rounds = rounds.expect("the store gives way now and then");
    let lines = world.texts("SELECT id AS text FROM audit_events").len();
    assert_eq!(lines, 1 + rounds, "every rename leaves one line");
}

#[test]
fn service_resumes_by_itself_when_the_server_is_back() {
    let world = PostgresWorld::new();
    let address = "SELECT host(inet_server_addr()) || ':' || inet_server_port() AS text";
    let mut proxy = Proxy::to(world.texts(address)[0].parse().unwrap());
    let url = format!("{}&host=127.0.0.1&port={}", world.url(), proxy.port());
    let store = SqlStore::open(&url, &StoreOptions::default()).unwrap();
    let account = opened(&store);

    proxy.cut();
    for _ in 0..2 {
        let start = Instant::now();
        let error = store.user(&account.user.id).unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        let error = store.open(&an_account(), &audit()).unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(start.elapsed() < Duration::from_secs(2 * 5));
    }
    assert_eq!(store.ready().unwrap_err().code(), "database_unavailable");

    proxy.mend();
    let start = Instant::now();
    while store.ready().is_err() {
        assert!(start.elapsed() < Duration::from_secs(10));
    }
    assert!(store.user(&account.user.id).unwrap().is_some());
    opened(&store);
}
