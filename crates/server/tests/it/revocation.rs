//! What is ended on one server holds on the next request of every other, also under load.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use crate::client::{Client, text};
use crate::program::World;

const DELETED: usize = 200;
const DISABLED: usize = 50;
const ROTATED: usize = 50;
const LOGGED_OUT: usize = 10;

/// A credential, and how it ends.
struct Credential {
    secret: String,
    end: End,
    /// When the server had answered that it is ended.
    ended: OnceLock<Instant>,
}

enum End {
    Delete(String),
    Disable(String),
    /// The end of an old secret, before its time.
    CompleteRotation(String),
    LogOut,
}

impl Credential {
    fn new(made: &Value, secret: &str, end: impl Fn(String) -> End) -> Self {
        Self {
            secret: text(made, secret).to_owned(),
            end: end(format!(
                "/v1/api_keys/{}",
                made["id"].as_str().unwrap_or("")
            )),
            ended: OnceLock::new(),
        }
    }

    fn is_accepted(&self, client: &Client) -> bool {
        let (status, body) = client.get("/v1/whoami", &self.secret);
        assert!([200, 401].contains(&status), "{status}: {body}");
        status == 200
    }

    fn end(&self, client: &Client, key: &str) {
        let (status, body) = match &self.end {
            End::Delete(path) => client.delete(path, key),
            End::Disable(path) => client.patch(path, key, &json!({"active": false})),
            End::CompleteRotation(path) => {
                client.post(&format!("{path}/rotate/complete"), key, &json!({}))
            }
            End::LogOut => client.post("/auth/logout", &self.secret, &json!({"scope": "current"})),
        };
        assert_eq!(status, 200, "{body}");
        self.ended.set(Instant::now()).unwrap();
    }
}

fn credentials(client: &Client, key: &str) -> Vec<Credential> {
    let made = |_| {
        client
            .post("/v1/api_keys", key, &json!({"name": "Victim"}))
            .1
    };
    let deleted = (0..DELETED).map(made);
    let deleted = deleted.map(|made| Credential::new(&made, "/key", End::Delete));
    let disabled = (0..DISABLED).map(made);
    let disabled = disabled.map(|made| Credential::new(&made, "/key", End::Disable));
    let rotated = (0..ROTATED).map(made).map(|made| {
        let old = Credential::new(&made, "/key", End::CompleteRotation);
        let rotate = format!("/v1/api_keys/{}/rotate", text(&made, "/id"));
        assert_eq!(client.post(&rotate, key, &json!({})).0, 200);
        old
    });
    let sessions = (0..LOGGED_OUT).map(|_| client.log_in("ada@example.com").1);
    let sessions = sessions.map(|login| Credential::new(&login, "/token", |_| End::LogOut));
    deleted
        .chain(disabled)
        .chain(rotated)
        .chain(sessions)
        .collect()
}

/// Ends a load, also when what it accompanies fails.
pub(crate) struct Finish<'a>(pub(crate) &'a AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Ends credentials on one server, one after the other, while both are asked about all of them.
pub(crate) fn assert_ends_hold_everywhere(world: &World) {
    let servers = [world.start(&[]), world.start(&[])];
    let [one, other] = [Client::new(&servers[0]), Client::new(&servers[1])];
    let account = one.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let credentials = credentials(&one, key);
    let done = AtomicBool::new(false);
    let (accepted, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let ask_on = |client: Client| {
        for credential in credentials.iter().cycle() {
            if done.load(Ordering::Relaxed) {
                return;
            }
            // Read before the request begins.
            let ended = credential.ended.get().is_some();
            let is_accepted = credential.is_accepted(&client);
            assert!(
                !(ended && is_accepted),
                "accepted after its end was answered"
            );
            let count = if is_accepted { &accepted } else { &refused };
            count.fetch_add(1, Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        let _finish = Finish(&done);
        for server in &servers {
            let client = Client::new(server);
            scope.spawn(|| ask_on(client));
        }
        for credential in &credentials {
            assert!(credential.is_accepted(&other));
            credential.end(&one, key);
            assert!(
                !credential.is_accepted(&other),
                "accepted after its end was answered"
            );
        }
    });
    assert!(accepted.into_inner() > 0 && refused.into_inner() > 0);
}

#[test]
fn ends_hold_on_two_servers_of_one_file() {
    assert_ends_hold_everywhere(&World::new());
}
