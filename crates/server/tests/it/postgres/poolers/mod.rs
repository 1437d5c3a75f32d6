//! Behind the poolers that operators put in between: what is ended holds on the next request, or the service refuses to
//! start. `scripts/pooler-test` installs them and runs these tests.

mod pooler;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde_json::{Value, json};

use self::pooler::{Pooler, keeps_statements};
use super::cluster::Cluster;
use crate::revocation::MANY;
use crate::revocation::run::{Cache, late_acceptances};
use crate::support::client::{Client, text};
use crate::support::program::World;

/// How many keys end while the standby lags.
const LAGGING: usize = 50;

fn connect(server: &Cluster) -> PgConnection {
    PgConnection::establish(&server.url()).unwrap()
}

/// Waits until the standby has everything that the primary has.
fn catch_up(primary: &Cluster, standby: &Cluster) {
    let (mut primary, mut standby) = (connect(primary), connect(standby));
    let written: String = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>(
        "pg_current_wal_lsn()::text",
    ))
    .get_result(&mut primary)
    .unwrap();
    let has_it = format!("pg_last_wal_replay_lsn() >= '{written}'::pg_lsn");
    let caught_up = (0..1000).any(|_| {
        standby.batch_execute("SELECT pg_sleep(0.01)").unwrap();
        diesel::select(diesel::dsl::sql::<Bool>(&has_it))
            .get_result::<bool>(&mut standby)
            .unwrap()
    });
    assert!(caught_up);
}

fn pause(standby: &Cluster) {
    connect(standby)
        .batch_execute("SELECT pg_wal_replay_pause()")
        .unwrap();
}

/// Ends a thousand credentials on two servers behind a pooler, in all ways.
fn assert_ends_hold(url: &str, primary: &Cluster, cache: Cache) {
    let world = World::on(url);
    let execute = |statement: &str| connect(primary).batch_execute(statement).unwrap();
    assert_eq!(late_acceptances(&world, cache, MANY, &execute), []);
}

/// Everything that is new lies beyond the reach of the standby, so that whatever is read there is noticed.
fn assert_ends_hold_behind_pgpool(cache: Cache) {
    let primary = Cluster::start();
    let standby = primary.standby();
    let pooler = Pooler::pgpool(&primary, &standby, "");
    assert!(
        World::on(&pooler.url())
            .run(&["migrate"], &[])
            .status
            .success()
    );
    catch_up(&primary, &standby);
    pause(&standby);
    assert_ends_hold(&pooler.url(), &primary, cache);
}

#[test]
#[ignore = "scripts/pooler-test runs it"]
fn ends_hold_behind_pgpool_with_a_standby_that_lags() {
    assert_ends_hold_behind_pgpool(Cache::On);
}

#[test]
#[ignore = "scripts/pooler-test runs it"]
fn ends_hold_behind_pgpool_with_a_standby_that_lags_without_copies() {
    assert_ends_hold_behind_pgpool(Cache::Off);
}

/// The standby knows every key, and of none that it is deleted. With the cache of results of Pgpool a key would live on
/// without any standby.
#[test]
#[ignore = "scripts/pooler-test runs it"]
fn keys_that_a_standby_still_has_are_refused() {
    let primary = Cluster::start();
    let standby = primary.standby();
    let cached = "memory_cache_enabled = on\nmemqcache_method = 'shmem'";
    let pooler = Pooler::pgpool(&primary, &standby, cached);
    let world = World::on(&pooler.url());
    let copies = ["50000", "0"].map(|copies| ("SENDOOK_CREDENTIAL_CACHE", copies));
    let servers = copies.map(|setting| world.start(&[setting]));
    let clients = servers.each_ref().map(Client::new);
    let account = clients[0].register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let make = |number| {
        let body = json!({"name": format!("Key {number}")});
        clients[0].post("/v1/api_keys", key, &body).1
    };
    let keys: Vec<Value> = (0..LAGGING).map(make).collect();
    for made in &keys {
        for client in &clients {
            assert_eq!(client.get("/v1/whoami", text(made, "/key")).0, 200);
        }
    }
    catch_up(&primary, &standby);
    pause(&standby);
    for (number, made) in keys.iter().enumerate() {
        let path = format!("/v1/api_keys/{}", text(made, "/id"));
        assert_eq!(clients[number % 2].delete(&path, key).0, 200);
        for client in &clients {
            assert_eq!(client.get("/v1/whoami", text(made, "/key")).0, 401);
        }
    }
}

#[test]
#[ignore = "scripts/pooler-test runs it"]
fn ends_hold_behind_pgbouncer_in_session_mode() {
    for cache in [Cache::On, Cache::Off] {
        let server = Cluster::start();
        let pooler = Pooler::pgbouncer(&server, "pool_mode = session");
        assert_ends_hold(&pooler.url(), &server, cache);
    }
}

#[test]
#[ignore = "scripts/pooler-test runs it"]
fn a_pooler_that_shares_sessions_is_refused() {
    let server = Cluster::start();
    // Newer versions keep some by default.
    let no_statements = if keeps_statements() {
        "max_prepared_statements = 0"
    } else {
        ""
    };
    for mode in ["transaction", "statement"] {
        let settings = format!("pool_mode = {mode}\n{no_statements}");
        let pooler = Pooler::pgbouncer(&server, &settings);
        let refused = World::on(&pooler.url()).run(&["migrate"], &[]);
        let sentence = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{mode}: {sentence}");
        assert!(
            sentence.contains("pool_mode = session"),
            "{mode}: {sentence}"
        );
    }
}

/// Only where such a version is installed: Debian 12 has an older one.
#[test]
#[ignore = "scripts/pooler-test runs it"]
fn ends_hold_behind_a_pooler_that_keeps_statements_alone() {
    if !keeps_statements() {
        return;
    }
    for cache in [Cache::On, Cache::Off] {
        let server = Cluster::start();
        let settings = "pool_mode = transaction\nmax_prepared_statements = 200";
        let pooler = Pooler::pgbouncer(&server, settings);
        assert_ends_hold(&pooler.url(), &server, cache);
    }
}

#[test]
#[ignore = "scripts/pooler-test runs it"]
fn a_standby_alone_is_refused() {
    let primary = Cluster::start();
    let standby = primary.standby();
    let refused = World::on(&standby.url()).run(&["migrate"], &[("SENDOOK_DATABASE_WAIT", "0s")]);
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{sentence}");
    assert!(sentence.contains("standby"), "{sentence}");
}
