//! What a removal, a lower role or the end of an organization takes away is refused by every server on the very next request, also
//! under load, and whether servers keep copies of credentials or not.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::revocation::run::{Cache, Finish};
use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;

/// How many people do it at the same time.
const CLIENTS: usize = 4;

/// How many end in each way.
pub(crate) const FEW: usize = 40;

/// How many end in each way in the tests that are run by name: they take minutes.
pub(crate) const THOUSAND: usize = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// A member is removed.
    Removal,
    /// An admin becomes a member.
    Demotion,
    /// An organization ends with its key and the run token of that.
    Deletion,
}

const WAYS: [Way; 3] = [Way::Removal, Way::Demotion, Way::Deletion];

/// What is about to end: requests that are let in until then.
struct Victim {
    way: Way,
    /// Paths, each with a credential.
    asks: Vec<(String, String)>,
    /// The answer has come that it is ended.
    ended: AtomicBool,
}

impl Victim {
    /// Whether any of the requests is let in.
    fn is_accepted(&self, client: &Client) -> bool {
        let mut asks = self.asks.iter();
        asks.any(|(path, credential)| {
            let (status, body) = client.get(path, credential);
            assert!([200, 401, 403].contains(&status), "{status}: {body}");
            status == 200
        })
    }

    /// Whether all of them are.
    fn is_whole(&self, client: &Client) -> bool {
        let mut asks = self.asks.iter();
        asks.all(|(path, credential)| client.get(path, credential).0 == 200)
    }
}

/// Two servers, and what is ended on them while both are asked about it all the time.
struct Run<'a> {
    servers: [SocketAddr; 2],
    ends: usize,
    execute: &'a (dyn Fn(&str) + Sync),
    current: [Mutex<Option<Arc<Victim>>>; CLIENTS],
    done: AtomicBool,
    accepted: AtomicUsize,
    refused: AtomicUsize,
    late: Mutex<Vec<Way>>,
}

/// An owner with an organization, and somebody who is let into it again and again.
struct Pair {
    owner: String,
    organization: String,
    guest: String,
    guest_id: String,
}

impl Pair {
    fn new(client: &Client, number: usize) -> Self {
        let owner = client.register(&format!("owner{number}@example.com"));
        let guest = client.register(&format!("guest{number}@example.com"));
        Self {
            owner: text(&owner, "/token").to_owned(),
            organization: text(&owner, "/organization/id").to_owned(),
            guest: text(&guest, "/token").to_owned(),
            guest_id: text(&guest, "/user/id").to_owned(),
        }
    }

    fn member(&self) -> String {
        format!(
            "/organizations/{}/members/{}",
            self.organization, self.guest_id
        )
    }

    /// Makes the guest a member with this role, past the servers: widening needs no proof.
    fn let_in(&self, organization: &str, role: &str, execute: &(dyn Fn(&str) + Sync)) {
        let guest = &self.guest_id;
        execute(&format!(
            "DELETE FROM memberships WHERE organization_id = '{organization}' AND user_id = '{guest}'"
        ));
        execute(&format!(
            "INSERT INTO memberships (organization_id, user_id, role, created_at) \
             VALUES ('{organization}', '{guest}', '{role}', 0)"
        ));
    }

    /// What is to end, and the request that ends it: method, path and body.
    fn victim(&self, run: &Run<'_>, client: &Client, way: Way) -> (Victim, &'static str, String) {
        let (asks, method, path) = match way {
            Way::Removal => {
                self.let_in(&self.organization, "member", run.execute);
                let path = format!("/organizations/{}/api_keys", self.organization);
                (vec![(path, self.guest.clone())], "DELETE", self.member())
            }
            Way::Demotion => {
                self.let_in(&self.organization, "admin", run.execute);
                let path = format!("/organizations/{}/audit?limit=1", self.organization);
                (vec![(path, self.guest.clone())], "PATCH", self.member())
            }
            Way::Deletion => {
                let name = json!({"name": "Short-lived"});
                let made = made(client, "/organizations", &self.owner, &name);
                let path = format!("/organizations/{}", text(&made, "/id"));
                self.let_in(text(&made, "/id"), "member", run.execute);
                let key = made_key(client, &path, &self.owner);
                let grant = json!({"grant_type": "client_credentials"});
                let token = made_token(client, &key, &grant);
                let whoami = || "/v1/whoami".to_owned();
                let asks = vec![
                    (path.clone(), self.guest.clone()),
                    (whoami(), key),
                    (whoami(), token),
                ];
                (asks, "DELETE", path)
            }
        };
        let victim = Victim {
            way,
            asks,
            ended: AtomicBool::new(false),
        };
        (victim, method, path)
    }
}

fn made(client: &Client, path: &str, credential: &str, body: &Value) -> Value {
    let (status, made) = client.post(path, credential, body);
    assert!([200, 201].contains(&status), "{status}: {made}");
    made
}

fn made_key(client: &Client, organization: &str, owner: &str) -> String {
    let path = format!("{organization}/api_keys");
    let key = made(client, &path, owner, &json!({"name": "Key"}));
    text(&key, "/key").to_owned()
}

fn made_token(client: &Client, key: &str, grant: &Value) -> String {
    let token = made(client, "/oauth/token", key, grant);
    text(&token, "/access_token").to_owned()
}

/// The way in which each of those ended that one of two servers let in after it was answered that they had ended. `ends` of each way
/// do; `execute` runs a statement on the database, past the servers.
pub(crate) fn late_people(
    world: &World,
    cache: Cache,
    ends: usize,
    execute: &(dyn Fn(&str) + Sync),
) -> Vec<Way> {
    let throttle = ("SENDOOK_LOGIN_THROTTLE", "off");
    let servers = [(); 2].map(|()| world.start(&[cache.setting(), throttle]));
    let client = Client::new(&servers[0]);
    let pairs: Vec<_> = (0..CLIENTS)
        .map(|number| Pair::new(&client, number))
        .collect();
    let run = Run {
        servers: servers.each_ref().map(|server| server.address),
        ends,
        execute,
        current: [const { Mutex::new(None) }; CLIENTS],
        done: AtomicBool::new(false),
        accepted: AtomicUsize::new(0),
        refused: AtomicUsize::new(0),
        late: Mutex::default(),
    };
    thread::scope(|scope| {
        let _finish = Finish(&run.done);
        for server in run.servers {
            let run = &run;
            scope.spawn(move || run.watch(&Client::at(server)));
        }
        let each = pairs.iter().enumerate();
        let each = each.map(|(place, pair)| {
            let run = &run;
            scope.spawn(move || run.end_some(place, pair))
        });
        for client in each.collect::<Vec<_>>() {
            client.join().unwrap();
        }
    });
    assert!(run.accepted.into_inner() > 0 && run.refused.into_inner() > 0);
    run.late.into_inner().unwrap()
}

impl Run<'_> {
    fn end_some(&self, place: usize, pair: &Pair) {
        let both = self.servers.map(Client::at);
        for number in (place..self.ends * WAYS.len()).step_by(CLIENTS) {
            let way = WAYS[number % WAYS.len()];
            let one = &both[number / WAYS.len() % 2];
            let (victim, method, path) = pair.victim(self, one, way);
            let victim = Arc::new(victim);
            *self.current[place].lock().unwrap() = Some(Arc::clone(&victim));
            for client in &both {
                assert!(victim.is_whole(client), "{way:?}");
            }
            let (status, body) = match method {
                "PATCH" => one.patch(&path, &pair.owner, &json!({"role": "member"})),
                _ => one.delete(&path, &pair.owner),
            };
            assert_eq!(status, 200, "{way:?}: {body}");
            victim.ended.store(true, Ordering::SeqCst);
            for client in &both {
                if victim.is_accepted(client) {
                    self.late.lock().unwrap().push(way);
                }
            }
            // The next one is the same person.
            *self.current[place].lock().unwrap() = None;
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
            // People are let in again: what was asked while that happened says nothing.
            let has_ended = victim.ended.load(Ordering::SeqCst);
            let is_accepted = victim.is_accepted(client);
            let now = current.lock().unwrap().clone();
            let is_same = now.is_some_and(|now| Arc::ptr_eq(&now, &victim));
            if is_accepted && has_ended && is_same {
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

fn walk(cache: Cache, ends: usize) {
    let world = World::new();
    assert!(world.run(&["migrate"], &[]).status.success());
    let shell = Mutex::new(sqlite::connect(&world));
    let execute = |statement: &str| {
        use diesel::connection::SimpleConnection as _;
        shell.lock().unwrap().batch_execute(statement).unwrap();
    };
    assert_eq!(late_people(&world, cache, ends, &execute), []);
}

#[test]
fn removals_demotions_and_ends_hold_on_two_servers_of_one_file() {
    walk(Cache::On, FEW);
}

#[test]
fn removals_demotions_and_ends_hold_on_two_servers_of_one_file_without_copies() {
    walk(Cache::Off, FEW);
}

#[test]
#[ignore = "takes minutes: cargo test --all-features -p sendook-server a_thousand_removals -- --ignored"]
fn a_thousand_removals_demotions_and_ends_hold_on_two_servers_of_one_file() {
    for cache in [Cache::On, Cache::Off] {
        walk(cache, THOUSAND);
    }
}
