use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::support::client::{Client, text};

/// A credential that is about to end.
pub(super) struct Victim {
    pub(super) way: Way,
    secret: String,
    end: End,
    /// The answer has come that it is ended.
    ended: AtomicBool,
}

/// Ways to end, one for each of 29 credentials in turn: a third of them are run tokens.
pub(super) const WAYS: [Way; 29] = [
    Way::Delete,
    Way::Disable,
    Way::CompleteRotation,
    Way::Delete,
    Way::LoseInbox,
    Way::DeleteRow,
    Way::DeleteSessionRow,
    Way::Disable,
    Way::CancelRotation,
    Way::LogOut,
    Way::Delete,
    Way::Disable,
    Way::CompleteRotation,
    Way::Rotate,
    Way::LoseInbox,
    Way::ChangeRow,
    Way::Delete,
    Way::Disable,
    Way::CompleteRotation,
    Way::Refresh,
    Way::EndRunToken,
    Way::DeleteRunTokenRow,
    Way::DeleteMaker,
    Way::DisableMaker,
    Way::RestrictMaker,
    Way::CompleteRotationOfMaker,
    Way::RotateMaker,
    Way::ChangeMakerRow,
    Way::DeleteMakerRow,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Delete,
    Disable,
    /// The end of the old secret, before its time.
    CompleteRotation,
    /// The end of the new secret.
    CancelRotation,
    /// Without any grace.
    Rotate,
    /// The key goes on, and no longer reaches its inbox.
    LoseInbox,
    LogOut,
    /// The next pair takes the place of the token.
    Refresh,
    /// By an operator who has the database open.
    DeleteRow,
    /// As above.
    ChangeRow,
    /// As above.
    DeleteSessionRow,
    /// A run token, by itself.
    EndRunToken,
    /// As above, by an operator who has the database open.
    DeleteRunTokenRow,
    /// A run token, by the end of the key that made it.
    DeleteMaker,
    /// As above.
    DisableMaker,
    /// A run token whose key loses a scope that the token has.
    RestrictMaker,
    /// A run token, by the end of the old secret of its key, which made it.
    CompleteRotationOfMaker,
    /// As above, without any grace.
    RotateMaker,
    /// By an operator who has the database open.
    ChangeMakerRow,
    /// As above.
    DeleteMakerRow,
}

/// A request, or a statement.
enum End {
    Delete(String),
    Patch(String, Value),
    Post(String, Value),
    LogOut,
    Refresh(String),
    LoseInbox(String),
    Statement(String),
}

impl Victim {
    pub(super) fn make(client: &Client, key: &str, way: Way) -> Self {
        let (secret, end) = match way {
            Way::LogOut => (log_in(client).0, End::LogOut),
            Way::Refresh => {
                let (access, refresh) = log_in(client);
                (access, End::Refresh(refresh))
            }
            Way::DeleteSessionRow => session_row(client),
            Way::LoseInbox => restricted_key(client, key),
            Way::EndRunToken
            | Way::DeleteRunTokenRow
            | Way::DeleteMaker
            | Way::DisableMaker
            | Way::RestrictMaker
            | Way::CompleteRotationOfMaker
            | Way::RotateMaker
            | Way::ChangeMakerRow
            | Way::DeleteMakerRow => of_run_token(client, key, way),
            _ => of_key(client, key, way),
        };
        Self {
            way,
            secret,
            end,
            ended: AtomicBool::new(false),
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    pub(super) fn is_accepted(&self, client: &Client) -> bool {
        let (status, body) = client.get("/v1/whoami", &self.secret);
        if let End::LoseInbox(inbox) = &self.end {
            let reached = &body["apiKey"]["inboxIds"];
            assert!(status == 200 && reached.is_array(), "{status}: {body}");
            return *reached == json!([inbox]);
        }
        assert!([200, 401].contains(&status), "{status}: {body}");
        status == 200
    }

    pub(super) fn end(&self, client: &Client, key: &str, execute: &(dyn Fn(&str) + Sync)) {
        let (status, body) = match &self.end {
            End::Delete(path) => client.delete(path, key),
            End::Patch(path, body) => client.patch(path, key, body),
            End::Post(path, body) => client.post(path, key, body),
            End::LogOut => client.post("/auth/logout", &self.secret, &json!({"scope": "current"})),
            End::Refresh(token) => {
                let body = json!({"refreshToken": token});
                client.try_post("/auth/refresh", &body).unwrap()
            }
            End::LoseInbox(id) => client.delete(&format!("/v1/inboxes/{id}"), key),
            End::Statement(statement) => {
                execute(statement);
                (200, Value::Null)
            }
        };
        assert_eq!(status, 200, "{body}");
        self.ended.store(true, Ordering::SeqCst);
    }
}

fn make(client: &Client, path: &str, key: &str, body: &Value) -> Value {
    let (status, made) = client.post(path, key, body);
    assert!([200, 201].contains(&status), "{status}: {made}");
    made
}

fn log_in(client: &Client) -> (String, String) {
    let (status, login) = client.log_in("ada@example.com");
    assert_eq!(status, 200, "{login}");
    (
        text(&login, "/token").to_owned(),
        text(&login, "/refreshToken").to_owned(),
    )
}

fn session_row(client: &Client) -> (String, End) {
    let access = log_in(client).0;
    let (_, whoami) = client.get("/v1/whoami", &access);
    let id = text(&whoami, "/session/id");
    let statement = format!("DELETE FROM sessions WHERE id = '{id}'");
    (access, End::Statement(statement))
}

fn restricted_key(client: &Client, key: &str) -> (String, End) {
    let inbox = make(client, "/v1/inboxes", key, &json!({"name": "Box"}));
    let id = text(&inbox, "/id");
    let body = json!({"name": "Restricted", "scopes": ["inboxes:read"], "inbox_ids": [id]});
    let made = make(client, "/v1/api_keys", key, &body);
    (
        text(&made, "/key").to_owned(),
        End::LoseInbox(id.to_owned()),
    )
}

fn of_key(client: &Client, key: &str, way: Way) -> (String, End) {
    let made = make(client, "/v1/api_keys", key, &json!({"name": "Victim"}));
    let (id, secret) = (text(&made, "/id"), text(&made, "/key").to_owned());
    let path = format!("/v1/api_keys/{id}");
    let rotate = || make(client, &format!("{path}/rotate"), key, &json!({}));
    match way {
        Way::Disable => (secret, End::Patch(path, json!({"active": false}))),
        Way::CompleteRotation => {
            rotate();
            (
                secret,
                End::Post(format!("{path}/rotate/complete"), json!({})),
            )
        }
        Way::CancelRotation => {
            let new = text(&rotate(), "/key").to_owned();
            (new, End::Post(format!("{path}/rotate/cancel"), json!({})))
        }
        Way::Rotate => {
            let body = json!({"grace_seconds": 0});
            (secret, End::Post(format!("{path}/rotate"), body))
        }
        Way::DeleteRow => {
            let statement = format!("DELETE FROM api_keys WHERE id = '{id}'");
            (secret, End::Statement(statement))
        }
        Way::ChangeRow => {
            let statement = format!("UPDATE api_keys SET expires_at = 0 WHERE id = '{id}'");
            (secret, End::Statement(statement))
        }
        _ => (secret, End::Delete(path)),
    }
}

fn of_run_token(client: &Client, key: &str, way: Way) -> (String, End) {
    let (maker, end) = match way {
        Way::DisableMaker => of_key(client, key, Way::Disable),
        Way::CompleteRotationOfMaker => of_key(client, key, Way::CompleteRotation),
        Way::RotateMaker => of_key(client, key, Way::Rotate),
        Way::ChangeMakerRow => of_key(client, key, Way::ChangeRow),
        Way::DeleteMakerRow => of_key(client, key, Way::DeleteRow),
        _ => of_key(client, key, Way::Delete),
    };
    let grant = json!({"grant_type": "client_credentials"});
    let made = make(client, "/oauth/token", &maker, &grant);
    let token = text(&made, "/access_token").to_owned();
    let (_, whoami) = client.get("/v1/whoami", &token);
    let (id, key_id) = (text(&whoami, "/runToken/id"), text(&whoami, "/apiKey/id"));
    let path = format!("/v1/api_keys/{key_id}");
    let end = match way {
        Way::EndRunToken => End::Delete(format!("{path}/tokens/{id}")),
        Way::RestrictMaker => End::Patch(path, json!({"scopes": ["keys:read"]})),
        Way::DeleteRunTokenRow => {
            End::Statement(format!("DELETE FROM run_tokens WHERE id = '{id}'"))
        }
        _ => end,
    };
    (token, end)
}
