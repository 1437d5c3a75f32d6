//! Servers that share a database.

use std::sync::Barrier;
use std::thread;

use crate::answers_again;
use crate::every_database;
use crate::people_ends::{FEW, THOUSAND, late_people};
use crate::postgres::schema::Schema;
use crate::request_limits;
use crate::revocation::run::{Cache, late_acceptances};
use crate::revocation::way::Ends;
use crate::revocation::{MANY, RUN_TOKENS};
use crate::support::client::Client;
use crate::user_access;

const STEPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/postgres");

/// A pool for tests that start many servers on one machine.
const SMALL: (&str, &str) = ("SENDOOK_DATABASE_POOL", "2");

#[test]
fn the_main_routes_work_on_postgresql() {
    every_database::walk(&Schema::new().world());
}

#[test]
fn limits_hold_on_two_servers_of_one_database() {
    for cache in request_limits::CACHES {
        let schema = Schema::new();
        let execute = |statement: &str| schema.execute(statement);
        request_limits::walk(&schema.world(), cache, &execute);
    }
}

#[test]
fn answers_are_given_again_by_two_servers_of_one_database() {
    answers_again::walk(&Schema::new().world());
}

fn assert_ends_hold(cache: Cache, ends: Ends) {
    let schema = Schema::new();
    let execute = |statement: &str| schema.execute(statement);
    let late = late_acceptances(&schema.world(), cache, ends, &execute);
    assert_eq!(late, []);
}

#[test]
fn ends_hold_on_two_servers_of_one_database() {
    assert_ends_hold(Cache::On, MANY);
}

#[test]
fn ends_hold_on_two_servers_of_one_database_without_copies() {
    assert_ends_hold(Cache::Off, MANY);
}

#[test]
#[ignore = "takes minutes: scripts/postgres cargo test --all-features -p sendook-server ten_thousand -- --ignored"]
fn ten_thousand_run_tokens_end_on_two_servers_of_one_database() {
    assert_ends_hold(Cache::On, RUN_TOKENS);
    assert_ends_hold(Cache::Off, RUN_TOKENS);
}

fn assert_people_end(ends: usize) {
    for cache in [Cache::On, Cache::Off] {
        let schema = Schema::new();
        let execute = |statement: &str| schema.execute(statement);
        let late = late_people(&schema.world(), cache, ends, &execute);
        assert_eq!(late, []);
    }
}

#[test]
fn removals_demotions_and_ends_hold_on_two_servers_of_one_database() {
    assert_people_end(FEW);
}

#[test]
#[ignore = "takes minutes: scripts/postgres cargo test --all-features -p sendook-server a_thousand_removals -- --ignored"]
fn a_thousand_removals_demotions_and_ends_hold_on_two_servers_of_one_database() {
    assert_people_end(THOUSAND);
}

/// The names of the migrations, the oldest first.
fn steps() -> Vec<String> {
    let entries = std::fs::read_dir(STEPS).unwrap();
    let mut steps: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    steps.sort();
    steps
}

/// Starts six servers at the same moment, and sees them all serve.
fn start_six(schema: &Schema) {
    const SIX: usize = 6;
    let world = schema.world();
    let start = Barrier::new(SIX);
    thread::scope(|scope| {
        let serve = |number| {
            start.wait();
            let server = world.start(&[SMALL]);
            let client = Client::new(&server);
            assert_eq!(client.get("/health/ready", "").0, 200);
            client.register(&format!("person-{number}@example.com"));
        };
        for number in 0..SIX {
            scope.spawn(move || serve(number));
        }
    });
    assert_eq!(schema.count("users"), SIX);
    assert_eq!(schema.count("__diesel_schema_migrations"), steps().len());
}

#[test]
fn six_servers_start_at_once_on_an_empty_database() {
    let schema = Schema::new();
    start_six(&schema);
    // All steps have the moment at which the one transaction began that ran them.
    let run = "SELECT DISTINCT run_on::text AS text FROM __diesel_schema_migrations";
    assert_eq!(schema.texts(run).len(), 1);
}

#[test]
fn six_servers_start_at_once_on_an_old_database() {
    let schema = Schema::new();
    assert!(schema.world().run(&["migrate"], &[]).status.success());
    let last = steps().pop().unwrap();
    let down = std::fs::read_to_string(format!("{STEPS}/{last}/down.sql")).unwrap();
    schema.execute(&down);
    schema.execute(
        "DELETE FROM __diesel_schema_migrations \
         WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)",
    );
    start_six(&schema);
}

#[test]
fn one_of_two_registrations_at_the_same_moment_wins() {
    let schema = Schema::new();
    let world = schema.world();
    let servers = [world.start(&[]), world.start(&[])];
    let clients = servers.each_ref().map(Client::new);
    for round in 0..10 {
        let email = format!("person-{round}@example.com");
        let start = Barrier::new(clients.len());
        let mut statuses = thread::scope(|scope| {
            let (start, email) = (&start, &email);
            let register = move |client: &Client| {
                start.wait();
                client.try_register(email).unwrap().0
            };
            let both = clients.each_ref();
            let both = both.map(|client| scope.spawn(move || register(client)));
            both.map(|one| one.join().unwrap())
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
    }
    for table in ["users", "organizations", "inboxes", "api_keys", "sessions"] {
        assert_eq!(schema.count(table), 10, "{table}");
    }
}

#[test]
fn access_is_given_and_taken_on_postgresql() {
    user_access::walk(&Schema::new().world());
}
