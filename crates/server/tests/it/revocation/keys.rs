//! Keys and run tokens that are about to end.

use serde_json::{Value, json};

use super::end::End;
use super::way::{Loss, Way};
use crate::support::client::{Client, text};

/// A key that ends in this way, and how.
pub(super) fn of_key(client: &Client, key: &str, way: Way) -> (String, End) {
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

/// A key that reaches one inbox, and the path of that.
pub(super) fn restricted_key(client: &Client, key: &str) -> (String, String, String) {
    let id = inbox(client, key);
    let body = json!({"name": "Restricted", "scopes": ["inboxes:read"], "inbox_ids": [id]});
    let made = make(client, "/v1/api_keys", key, &body);
    let path = format!("/v1/inboxes/{id}");
    (text(&made, "/key").to_owned(), id, path)
}

/// A run token that ends in this way, and how.
pub(super) fn of_run_token(client: &Client, key: &str, loss: Loss) -> (String, End) {
    let (maker, end) = match loss {
        Loss::CompleteRotation => of_key(client, key, Way::CompleteRotation),
        Loss::Rotate => of_key(client, key, Way::Rotate),
        Loss::ChangeKeyRow => of_key(client, key, Way::ChangeRow),
        Loss::DeleteKeyRow => of_key(client, key, Way::DeleteRow),
        Loss::DeleteInbox => {
            let (maker, _, path) = restricted_key(client, key);
            (maker, End::Delete(path))
        }
        _ => of_key(client, key, Way::Delete),
    };
    let grant = json!({"grant_type": "client_credentials"});
    let made = make(client, "/oauth/token", &maker, &grant);
    let token = text(&made, "/access_token").to_owned();
    let (_, whoami) = client.get("/v1/whoami", &token);
    let (id, key_id) = (text(&whoami, "/runToken/id"), text(&whoami, "/apiKey/id"));
    let path = format!("/v1/api_keys/{key_id}");
    let change = |body| End::Patch(path.clone(), body);
    let end = match loss {
        Loss::End => End::Delete(format!("{path}/tokens/{id}")),
        Loss::DeleteRow => End::Statement(format!("DELETE FROM run_tokens WHERE id = '{id}'")),
        Loss::DisableKey => change(json!({"active": false})),
        Loss::DisableKeyForAMoment => End::Steps(vec![
            change(json!({"active": false})),
            change(json!({"active": true})),
        ]),
        Loss::FewerScopes => change(json!({"scopes": ["keys:read"]})),
        Loss::FewerScopesForAMoment => End::Steps(vec![
            change(json!({"scopes": ["keys:read"]})),
            change(json!({"scopes": ["full_access"]})),
        ]),
        Loss::FewerInboxes => change(json!({"inbox_ids": [inbox(client, key)]})),
        Loss::EndOfGrace => End::Steps(vec![
            End::Post(format!("{path}/rotate"), json!({"grace_seconds": 1})),
            End::Refusal(maker),
        ]),
        Loss::Expiry => End::Steps(vec![End::Expire(path), End::Refusal(maker)]),
        _ => end,
    };
    (token, end)
}

fn inbox(client: &Client, key: &str) -> String {
    let made = make(client, "/v1/inboxes", key, &json!({"name": "Box"}));
    text(&made, "/id").to_owned()
}

fn make(client: &Client, path: &str, key: &str, body: &Value) -> Value {
    let (status, made) = client.post(path, key, body);
    assert!([200, 201].contains(&status), "{status}: {made}");
    made
}
