use serde_json::{Value, json};

use crate::support::client::Client;

/// A request, a statement, or several of them.
pub(super) enum End {
    Delete(String),
    Patch(String, Value),
    /// A key expires in a second.
    Expire(String),
    Post(String, Value),
    /// With the credential itself.
    LogOut(String),
    Refresh(String),
    Statement(String),
    /// The time has come at which this credential is refused.
    Refusal(String),
    Steps(Vec<Self>),
}

impl End {
    /// Brings it about, with this key, and returns once it is done.
    pub(super) fn carry_out(&self, client: &Client, key: &str, execute: &(dyn Fn(&str) + Sync)) {
        let (status, body) = match self {
            Self::Delete(path) => client.delete(path, key),
            Self::Patch(path, body) => client.patch(path, key, body),
            Self::Post(path, body) => client.post(path, key, body),
            Self::LogOut(token) => client.post("/auth/logout", token, &json!({"scope": "current"})),
            Self::Refresh(token) => {
                let body = json!({"refreshToken": token});
                client.try_post("/auth/refresh", &body).unwrap()
            }
            Self::Expire(path) => {
                // On a busy machine the second is over before the key is written: then there is another.
                let expire = || client.patch(path, key, &json!({"expires_in": 1}));
                let mut tries = (0..20).map(|_| expire());
                tries
                    .find(|(status, _)| *status != 400)
                    .unwrap_or_else(expire)
            }
            Self::Statement(statement) => {
                execute(statement);
                return;
            }
            Self::Refusal(credential) => {
                while client.get("/v1/whoami", credential).0 == 200 {}
                return;
            }
            Self::Steps(steps) => {
                for step in steps {
                    step.carry_out(client, key, execute);
                }
                return;
            }
        };
        assert_eq!(status, 200, "{body}");
    }
}
