use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::end::End;
use super::keys::{of_key, of_run_token, restricted_key};
use super::way::Way;
use crate::support::client::{Client, text};

/// A credential that is about to end.
pub(super) struct Victim {
    pub(super) way: Way,
    secret: String,
    /// The inbox that it loses, where that is all.
    inbox: Option<String>,
    end: End,
    /// The answer has come that it is ended.
    ended: AtomicBool,
}

impl Victim {
    pub(super) fn make(client: &Client, key: &str, way: Way) -> Self {
        let mut inbox = None;
        let (secret, end) = match way {
            Way::LogOut => {
                let (access, _) = log_in(client);
                (access.clone(), End::LogOut(access))
            }
            Way::Refresh => {
                let (access, refresh) = log_in(client);
                (access, End::Refresh(refresh))
            }
            Way::DeleteSessionRow => session_row(client),
            Way::LoseInbox => {
                let (secret, id, path) = restricted_key(client, key);
                inbox = Some(id);
                (secret, End::Delete(path))
            }
            Way::RunToken(loss) => of_run_token(client, key, loss),
            _ => of_key(client, key, way),
        };
        Self {
            way,
            secret,
            inbox,
            end,
            ended: AtomicBool::new(false),
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    pub(super) fn is_accepted(&self, client: &Client) -> bool {
        let (status, body) = client.get("/v1/whoami", &self.secret);
        if let Some(inbox) = &self.inbox {
            let reached = &body["apiKey"]["inboxIds"];
            assert!(status == 200 && reached.is_array(), "{status}: {body}");
            return *reached == json!([inbox]);
        }
        assert!([200, 401].contains(&status), "{status}: {body}");
        status == 200
    }

    pub(super) fn end(&self, client: &Client, key: &str, execute: &(dyn Fn(&str) + Sync)) {
        self.end.carry_out(client, key, execute);
        self.ended.store(true, Ordering::SeqCst);
    }
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
