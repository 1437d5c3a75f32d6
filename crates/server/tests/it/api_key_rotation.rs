//! The four steps by which docs/operations/rotate-a-key.md rotates an API key, while programs use it without a pause. They read their
//! key before each request, as programs do that load it from a file or a secret store.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::revocation::run::Finish;
use crate::support::client::{Client, text};
use crate::support::program::World;

const PROGRAMS: usize = 8;

/// How many requests each program makes between two steps.
const REQUESTS: usize = 50;

const PATIENCE: Duration = Duration::from_mins(1);

struct Programs {
    key: Mutex<String>,
    requests: [AtomicUsize; PROGRAMS],
    over: AtomicBool,
}

impl Programs {
    fn run(&self, client: &Client, requests: &AtomicUsize) {
        let _finish = Finish(&self.over);
        while !self.over.load(Ordering::Relaxed) {
            let key = self.key.lock().unwrap().clone();
            let (status, answer) = client.get("/v1/inboxes", &key);
            assert_eq!(status, 200, "{answer}");
            requests.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until each program has made this many more requests, all but the first of them with the current key.
    fn go_on(&self) {
        let count = |requests: &AtomicUsize| requests.load(Ordering::Relaxed);
        let wanted = self.requests.each_ref().map(|made| count(made) + REQUESTS);
        let begun = Instant::now();
        while self
            .requests
            .iter()
            .zip(wanted)
            .any(|(made, wanted)| count(made) < wanted)
        {
            assert!(!self.over.load(Ordering::Relaxed), "a request failed");
            assert!(begun.elapsed() < PATIENCE, "the programs make no requests");
            thread::park_timeout(Duration::from_millis(5));
        }
    }
}

#[test]
fn no_request_fails_while_a_key_is_rotated() {
    let (_world, server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    let (old, token) = (text(&account, "/apiKey/key"), text(&account, "/token"));
    let organization = text(&account, "/organization/id");
    let path = format!(
        "/organizations/{organization}/api_keys/{}",
        text(&account, "/apiKey/id")
    );
    let post = |below: &str| -> Value {
        let (status, answer) = client.post(&format!("{path}{below}"), token, &json!({}));
        assert_eq!(status, 200, "{answer}");
        answer
    };
    let programs = Programs {
        key: Mutex::new(old.to_owned()),
        requests: [const { AtomicUsize::new(0) }; PROGRAMS],
        over: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        let _finish = Finish(&programs.over);
        for requests in &programs.requests {
            let (programs, client) = (&programs, Client::new(&server));
            scope.spawn(move || programs.run(&client, requests));
        }
        programs.go_on();
        let rotated = post("/rotate");
        let new = text(&rotated, "/key");
        programs.go_on();
        new.clone_into(&mut programs.key.lock().unwrap());
        programs.go_on();
        let (_, key) = client.get(&path, token);
        for (secret, at) in [(new, "/secrets/0/hint"), (old, "/secrets/1/hint")] {
            assert!(
                text(&key, at).ends_with(&secret[secret.len() - 4..]),
                "{key}"
            );
        }
        post("/rotate/complete");
        programs.go_on();
    });
    assert_eq!(client.get("/v1/inboxes", old).0, 401);
}
