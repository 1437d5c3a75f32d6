use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::{Registry, Token};
use serde_json::Value;

use super::connection::Connection;

const BODY: &str = r#"{"name":"Churn"}"#;

/// Keys that are to be created and deleted while the load runs.
#[derive(Debug, Clone)]
pub struct Churn {
    /// The server that does it: the one under load, or another on the same database.
    pub address: SocketAddr,
    /// A key that may manage keys.
    pub credential: String,
    /// Keys per second.
    pub rate: f64,
    /// How many are under way at once: more than one, as each change waits for the disk.
    pub connections: u16,
}

/// Creates a key, deletes it, and waits until the next is due.
pub(super) struct Churning<'a> {
    churn: &'a Churn,
    connection: Connection,
    /// Keys per second.
    rate: f64,
    start: Instant,
    /// Keys whose creation was sent.
    created: usize,
    pub(super) deleted: usize,
    state: State,
}

enum State {
    Idle,
    Creating,
    Deleting,
}

impl<'a> Churning<'a> {
    /// Takes on its share of the rate.
    pub(super) fn start(churn: &'a Churn, registry: &Registry, token: Token) -> io::Result<Self> {
        Ok(Self {
            churn,
            connection: Connection::open(churn.address, registry, token)?,
            rate: churn.rate / f64::from(churn.connections),
            start: Instant::now(),
            created: 0,
            deleted: 0,
            state: State::Idle,
        })
    }

    /// When the next key is to be created; nothing, while one is under way.
    pub(super) fn due(&self) -> Option<Instant> {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let after = || Duration::from_secs_f64(self.created as f64 / self.rate);
        matches!(self.state, State::Idle).then(|| self.start + after())
    }

    /// Begins the next pair if it is due.
    pub(super) fn go_on(&mut self, now: Instant) -> io::Result<()> {
        if self.due().is_some_and(|due| due <= now) {
            self.created += 1;
            self.state = State::Creating;
            self.send("POST", "/v1/api_keys", BODY, now)?;
        }
        Ok(())
    }

    /// Reads what has come, and deletes a key that was created.
    pub(super) fn answered(&mut self, now: Instant) -> io::Result<()> {
        let Some(status) = self.connection.receive()? else {
            return Ok(());
        };
        match (&self.state, status) {
            (State::Creating, 201) => {
                let key: Value = serde_json::from_slice(self.connection.body())?;
                let id = key["id"].as_str().unwrap_or_default();
                self.state = State::Deleting;
                self.send("DELETE", &format!("/v1/api_keys/{id}"), "", now)
            }
            (State::Deleting, 200) => {
                self.state = State::Idle;
                self.deleted += 1;
                Ok(())
            }
            _ => Err(io::Error::other(format!(
                "a change of a key was answered with {status}"
            ))),
        }
    }

    fn send(&mut self, method: &str, path: &str, body: &str, now: Instant) -> io::Result<()> {
        let Churn {
            address,
            credential,
            ..
        } = self.churn;
        // An empty body counts as none.
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {credential}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.connection.send(request.as_bytes(), now)
    }
}
