//! PostgreSQL is killed under load and started again; the servers are left alone.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::cluster::Cluster;
use super::database_away::{BACK, wait_until_back};
use crate::revocation::run::Finish;
use crate::support::client::{Client, text};
use crate::support::program::World;

/// What the clients saw.
#[derive(Default)]
struct Seen {
    /// The keys whose making was acknowledged.
    keys: Mutex<Vec<String>>,
    refused: AtomicUsize,
    slowest: Mutex<Duration>,
}

/// Makes keys, one after the other, until it is stopped.
fn make_keys(client: &Client, key: &str, seen: &Seen, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let (status, made) = client.post("/v1/api_keys", key, &json!({"name": "Load"}));
        match status {
            201 => seen
                .keys
                .lock()
                .unwrap()
                .push(text(&made, "/key").to_owned()),
            503 => drop(seen.refused.fetch_add(1, Ordering::Relaxed)),
            other => panic!("{other}: {made}"),
        }
        let mut slowest = seen.slowest.lock().unwrap();
        *slowest = begun.elapsed().max(*slowest);
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_postgresql_is_killed() {
    let mut cluster = Cluster::start();
    let world = World::on(&cluster.url());
    let servers = [world.start(&[]), world.start(&[])];
    let clients = servers.each_ref().map(Client::new);
    let account = clients[0].register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let (seen, done) = (Seen::default(), AtomicBool::new(false));
    let acknowledged = || seen.keys.lock().unwrap().len();
    let wait_for = |more: usize| {
        let (begun, before) = (Instant::now(), acknowledged());
        while acknowledged() < before + more {
            assert!(begun.elapsed() < BACK, "no key is made");
            thread::park_timeout(Duration::from_millis(5));
        }
    };
    let (restarted, back) = thread::scope(|scope| {
        let _finish = Finish(&done);
        for client in clients.iter().cycle().take(4) {
            scope.spawn(|| make_keys(client, key, &seen, &done));
        }
        wait_for(100);
        cluster.kill();
        // A shorter absence might be waited out, and nobody would see it.
        let killed = Instant::now();
        while seen.refused.load(Ordering::Relaxed) == 0 {
            assert!(killed.elapsed() < BACK, "nothing is refused");
            thread::park_timeout(Duration::from_millis(5));
        }
        let restarted = cluster.restart();
        let back = clients
            .each_ref()
            .map(|client| wait_until_back(client, key));
        wait_for(100);
        (restarted, back)
    });
    let keys = seen.keys.into_inner().unwrap();
    for made in &keys {
        assert_eq!(clients[1].get("/v1/whoami", made).0, 200, "a key was lost");
    }
    let refused = seen.refused.into_inner();
    assert!(refused > 0);
    assert!(restarted + back.iter().sum::<Duration>() < BACK);
    report(&format!(
        "{} keys acknowledged, none lost; {refused} requests refused with 503; PostgreSQL started in \
         {restarted:?}, then the servers were back in {back:?}; the slowest answer took {:?}",
        keys.len(),
        seen.slowest.into_inner().unwrap()
    ));
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are what people run this for"
)]
fn report(figures: &str) {
    println!("{figures}");
}
