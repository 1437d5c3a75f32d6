//! `Idempotency-Key`: a request that is sent again.

mod at_once;
mod refused;
mod repeated;

use serde_json::{Value, json};

use crate::support::{Account, Ask};

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

/// Adds an idempotency key.
fn with_key(ask: Ask, key: &str) -> Ask {
    ask.header(("idempotency-key", key))
}

/// Each request that makes something, with the status of its success.
fn requests(person: &Account) -> Vec<(Ask, u16)> {
    let name = json!({"name": "Made"});
    let run = json!({"grant_type": "client_credentials"});
    let rotate = format!("/api_keys/{}/rotate", person.key_id);
    let both = |below: &str, body: Value, status| {
        let asks = person.both("POST", below);
        asks.map(|ask| (ask.json(&body), status))
    };
    let mut requests = Vec::new();
    requests.extend(both("/inboxes", name.clone(), 201));
    requests.extend(both("/api_keys", name.clone(), 201));
    requests.push((person.token.post("/organizations").json(&name), 201));
    let guest = json!({"email": "grace@example.com", "role": "member"});
    requests.push((person.post("/invitations").json(&guest), 201));
    requests.push((person.key.post("/oauth/token").json(&run), 200));
    // Last, as the key is used by the others.
    requests.extend(both(&rotate, json!({}), 200));
    requests
}
