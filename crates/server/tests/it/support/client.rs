use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

use crate::support::program::Running;

pub(crate) const PASSWORD: &str = "tangible walrus 84 quay";

/// One client of a running program, which keeps its connections open.
pub(crate) struct Client {
    server: SocketAddr,
    agent: Agent,
}

impl Client {
    pub(crate) fn new(server: &Running) -> Self {
        Self::at(server.address)
    }

    pub(crate) fn at(server: SocketAddr) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Longer than anything that a test waits for on purpose, also on a machine that is busy.
            .timeout_global(Some(Duration::from_secs(90)))
            .proxy(None);
        Self {
            server,
            agent: config.build().into(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server)
    }

    /// Asks with a credential and with a body, if there is one.
    fn ask(
        &self,
        method: &str,
        path: &str,
        credential: &str,
        body: Option<&Value>,
    ) -> Response<Body> {
        let request = Request::builder().method(method).uri(self.url(path));
        let request = request.header("Authorization", format!("Bearer {credential}"));
        let answer = match body {
            Some(body) => {
                let request = request.header("Content-Type", "application/json");
                self.agent.run(request.body(body.to_string()).unwrap())
            }
            None => self.agent.run(request.body(()).unwrap()),
        };
        answer.unwrap()
    }

    /// Asks, and gives status and body.
    pub(crate) fn get(&self, path: &str, credential: &str) -> (u16, Value) {
        parts(self.ask("GET", path, credential, None)).unwrap()
    }

    pub(crate) fn delete(&self, path: &str, credential: &str) -> (u16, Value) {
        parts(self.ask("DELETE", path, credential, None)).unwrap()
    }

    pub(crate) fn patch(&self, path: &str, credential: &str, body: &Value) -> (u16, Value) {
        parts(self.ask("PATCH", path, credential, Some(body))).unwrap()
    }

    pub(crate) fn post(&self, path: &str, credential: &str, body: &Value) -> (u16, Value) {
        parts(self.ask("POST", path, credential, Some(body))).unwrap()
    }

    /// Sends a body with an idempotency key, and gives status, body, and whether it is the answer to an earlier request. `None`: the
    /// connection broke.
    pub(crate) fn post_once(
        &self,
        path: &str,
        credential: &str,
        key: &str,
        body: &Value,
    ) -> Option<(u16, Value, bool)> {
        let request = self.agent.post(self.url(path));
        let request = request.header("Authorization", format!("Bearer {credential}"));
        let answer = request
            .header("Idempotency-Key", key)
            .send_json(body)
            .ok()?;
        let is_replay = answer.headers().contains_key("Idempotent-Replay");
        let (status, body) = parts(answer)?;
        Some((status, body, is_replay))
    }

    /// Asks, and gives the header `Retry-After`.
    #[cfg(feature = "postgres")]
    pub(crate) fn retry_after(&self, path: &str, credential: &str) -> Option<String> {
        let answer = self.ask("GET", path, credential, None);
        let header = answer.headers().get("Retry-After")?;
        Some(header.to_str().unwrap().to_owned())
    }

    /// Sends a body. `None`: the connection broke.
    pub(crate) fn try_post(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        parts(self.agent.post(self.url(path)).send_json(body).ok()?)
    }

    /// Sends a body as a proxy does for a client at this address, and gives the status.
    pub(crate) fn post_for(&self, address: &str, path: &str, body: &Value) -> u16 {
        let request = self.agent.post(self.url(path));
        let request = request.header("X-Forwarded-For", address);
        request.send_json(body).unwrap().status().as_u16()
    }

    pub(crate) fn register(&self, email: &str) -> Value {
        let (status, body) = self.try_register(email).unwrap();
        assert_eq!(status, 201, "{body}");
        body
    }

    pub(crate) fn try_register(&self, email: &str) -> Option<(u16, Value)> {
        let body = json!({"email": email, "password": PASSWORD, "first_name": "Ada"});
        self.try_post("/auth/register", &body)
    }

    pub(crate) fn log_in(&self, email: &str) -> (u16, Value) {
        let body = json!({"email": email, "password": PASSWORD});
        self.try_post("/auth/login", &body).unwrap()
    }
}

fn parts(mut answer: Response<Body>) -> Option<(u16, Value)> {
    let body = answer.body_mut().read_json().ok()?;
    Some((answer.status().as_u16(), body))
}

/// A text inside a body.
pub(crate) fn text<'a>(body: &'a Value, pointer: &str) -> &'a str {
    let found = body.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no {pointer} in {body}"))
}
