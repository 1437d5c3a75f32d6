use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::client::{Client, text};
use crate::support::program::World;

use super::victim::Victim;
use super::way::{Ends, Way};

/// How many clients end credentials at the same time.
const CLIENTS: usize = 8;

/// Whether servers keep copies of credentials.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cache {
    On,
    Off,
}

impl Cache {
    pub(crate) fn setting(self) -> (&'static str, &'static str) {
        let copies = match self {
            Self::On => "50000",
            Self::Off => "0",
        };
        ("SENDOOK_CREDENTIAL_CACHE", copies)
    }
}

/// Two servers, on which credentials end while both are asked about them all the time.
struct Run {
    servers: [SocketAddr; 2],
    key: String,
    ends: Ends,
    /// What each client is about to end, or has just ended.
    current: [Mutex<Option<Arc<Victim>>>; CLIENTS],
    done: AtomicBool,
    accepted: AtomicUsize,
    refused: AtomicUsize,
    late: Mutex<Vec<Way>>,
}

/// Ends a load, also when what it accompanies fails.
pub(crate) struct Finish<'a>(pub(crate) &'a AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How those credentials ended that one of two servers accepted after the answer that they are ended. `execute` runs a statement on their
/// database, past them.
pub(crate) fn late_acceptances(
    world: &World,
    cache: Cache,
    ends: Ends,
    execute: &(dyn Fn(&str) + Sync),
) -> Vec<Way> {
    let servers = [(); 2].map(|()| world.start(&[cache.setting()]));
    let account = Client::new(&servers[0]).register("ada@example.com");
    let run = Run {
        servers: servers.each_ref().map(|server| server.address),
        key: text(&account, "/apiKey/key").to_owned(),
        ends,
        current: [const { Mutex::new(None) }; CLIENTS],
        done: AtomicBool::new(false),
        accepted: AtomicUsize::new(0),
        refused: AtomicUsize::new(0),
        late: Mutex::default(),
    };
    run.end_all(execute);
    assert!(run.accepted.into_inner() > 0 && run.refused.into_inner() > 0);
    run.late.into_inner().unwrap()
}

impl Run {
    fn end_all(&self, execute: &(dyn Fn(&str) + Sync)) {
        thread::scope(|scope| {
            let _finish = Finish(&self.done);
            for server in self.servers {
                scope.spawn(move || self.watch(&Client::at(server)));
            }
            let clients = 0..CLIENTS;
            let clients = clients.map(|first| scope.spawn(move || self.end_some(first, execute)));
            for client in clients.collect::<Vec<_>>() {
                client.join().unwrap();
            }
        });
    }

    /// Ends one in [`CLIENTS`] of the credentials, and asks both servers about each right before and right after.
    fn end_some(&self, first: usize, execute: &(dyn Fn(&str) + Sync)) {
        let both = self.servers.map(Client::at);
        let Ends { ways, count } = self.ends;
        for number in (first..count).step_by(CLIENTS) {
            // The ways go round while the servers take turns, so that each way is tried on both.
            let way = ways[number % ways.len()];
            let one = &both[number / ways.len() % 2];
            let victim = Arc::new(Victim::make(one, &self.key, way));
            *self.current[first].lock().unwrap() = Some(Arc::clone(&victim));
            for client in &both {
                assert!(victim.is_accepted(client), "{way:?}");
            }
            victim.end(one, &self.key, execute);
            for client in &both {
                if victim.is_accepted(client) {
                    self.late.lock().unwrap().push(way);
                }
            }
        }
    }

    /// Asks one server about whatever is being ended, so that a look-up is always under way when it happens.
    fn watch(&self, client: &Client) {
        for current in self.current.iter().cycle() {
            if self.done.load(Ordering::Relaxed) {
                return;
            }
            let Some(victim) = current.lock().unwrap().clone() else {
                continue;
            };
            // Read before the request begins.
            let has_ended = victim.has_ended();
            let is_accepted = victim.is_accepted(client);
            if is_accepted && has_ended {
                self.late.lock().unwrap().push(victim.way);
            }
            let count = if is_accepted {
                &self.accepted
            } else {
                &self.refused
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}
