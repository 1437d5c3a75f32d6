//! Requests with an idempotency key, on servers that share a database, and on one that is killed.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;

use serde_json::{Value, json};

use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;

/// How many requests are sent to both servers at once, one after the other.
const TWINS: usize = 10;

const KILLS: usize = 10;

#[test]
fn answers_are_given_again_by_two_servers_of_one_file() {
    let world = World::new();
    assert!(world.run(&["migrate"], &[]).status.success());
    walk(&world);
}

/// Sends requests to one of two servers and then to the other, and to both at once.
pub(crate) fn walk(world: &World) {
    let servers = [(); 2].map(|()| world.start(&[]));
    let [one, other] = servers.each_ref().map(Client::new);
    let account = one.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let body = json!({"name": "Made"});
    let make = |client: &Client, name: &str| {
        let made = client.post_once("/v1/api_keys", key, name, &body);
        made.unwrap()
    };
    let (status, first, is_replay) = make(&one, "first");
    assert_eq!((status, is_replay), (201, false), "{first}");
    assert_eq!(make(&other, "first"), (201, first, true));

    for number in 0..TWINS {
        let (name, ready) = (format!("twin-{number}"), Barrier::new(2));
        let send = |client| {
            ready.wait();
            make(client, &name)
        };
        let answers = thread::scope(|scope| {
            let theirs = scope.spawn(|| send(&other));
            [send(&one), theirs.join().unwrap()]
        });
        let firsts = answers.iter().filter(|(_, _, is_replay)| !is_replay);
        assert_eq!(firsts.count(), 1, "{answers:?}");
        assert!(answers.iter().all(|(status, ..)| *status == 201));
        assert_eq!(answers[0].1, answers[1].1);
    }
    let (_, keys) = one.get("/v1/api_keys", key);
    assert_eq!(keys.as_array().unwrap().len(), 2 + TWINS);
}

/// Makes one key after another, each by a request with its own idempotency key, until the server is gone. Gives the answer to
/// each, and tells of it at once.
fn make_until_gone(
    client: &Client,
    key: &str,
    next: &AtomicUsize,
    tell: &Sender<()>,
) -> BTreeMap<String, Option<Value>> {
    let mut sent = BTreeMap::new();
    loop {
        let name = format!("request-{}", next.fetch_add(1, Ordering::Relaxed));
        let answer = client.post_once("/v1/api_keys", key, &name, &json!({"name": name}));
        let is_gone = answer.is_none();
        let made = answer.map(|(status, made, _)| {
            assert_eq!(status, 201, "{made}");
            made
        });
        sent.insert(name, made);
        let _ = tell.send(());
        if is_gone {
            return sent;
        }
    }
}

/// Whatever became of a request, sent again it has been carried out once, and its client knows the secret.
#[test]
fn after_a_kill_every_request_can_be_sent_again() {
    let world = World::new();
    let server = world.start(&[]);
    let account = Client::new(&server).register("ada@example.com");
    server.stop();
    let key = text(&account, "/apiKey/key");
    let (next, mut sent) = (AtomicUsize::new(0), BTreeMap::new());
    for round in 0..KILLS {
        let mut server = world.start(&[]);
        let clients = [(); 2].map(|()| Client::new(&server));
        let (tell, told) = mpsc::channel();
        thread::scope(|scope| {
            let makers = clients.each_ref().map(|client| {
                let (next, tell) = (&next, tell.clone());
                scope.spawn(move || make_until_gone(client, key, next, &tell))
            });
            for _ in 0..=round {
                told.recv().unwrap();
            }
            server.kill();
            sent.extend(makers.into_iter().flat_map(|maker| maker.join().unwrap()));
        });
    }
    let unanswered = sent.values().filter(|answer| answer.is_none()).count();
    assert!(unanswered >= 10 && sent.len() > unanswered, "{unanswered}");

    let server = world.start(&[]);
    let client = Client::new(&server);
    for (name, before) in &sent {
        let again = client.post_once("/v1/api_keys", key, name, &json!({"name": name}));
        let (status, made, is_replay) = again.unwrap();
        assert_eq!(status, 201, "{made}");
        if let Some(before) = before {
            assert_eq!((&made, is_replay), (before, true), "{name}");
        }
        let secret = text(&made, "/key");
        assert_eq!(client.get("/v1/whoami", secret).0, 200);
    }
    let mut database = sqlite::connect(&world);
    let requests = i64::try_from(sent.len()).unwrap();
    assert_eq!(sqlite::count(&mut database, "api_keys"), requests + 1);
    assert_eq!(sqlite::count(&mut database, "remembered_answers"), requests);
}
