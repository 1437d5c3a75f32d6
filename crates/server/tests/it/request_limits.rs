//! A limit of a key holds on the next request of every server, whether servers keep copies of keys or not.

use std::sync::Mutex;

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;

/// No copies of keys, and some.
pub(crate) const CACHES: [&str; 2] = ["0", "50000"];

#[test]
fn limits_hold_on_two_servers_of_one_file() {
    for cache in CACHES {
        let world = World::new();
        assert!(world.run(&["migrate"], &[]).status.success());
        let shell = Mutex::new(sqlite::connect(&world));
        let execute = |statement: &str| shell.lock().unwrap().batch_execute(statement).unwrap();
        walk(&world, cache, &execute);
    }
}

/// Limits a key on one of two servers, and by `execute` in the database past both, and asks both each time.
pub(crate) fn walk(world: &World, cache: &str, execute: &dyn Fn(&str)) {
    let setting = ("SENDOOK_CREDENTIAL_CACHE", cache);
    let servers = [(); 2].map(|()| world.start(&[setting]));
    let [one, other] = servers.each_ref().map(Client::new);
    let account = one.register("ada@example.com");
    let (token, key) = (text(&account, "/token"), text(&account, "/apiKey/key"));
    let (organization, id) = (
        text(&account, "/organization/id"),
        text(&account, "/apiKey/id"),
    );
    let path = format!("/organizations/{organization}/api_keys/{id}");
    let change = |change: Value| assert_eq!(one.patch(&path, token, &change).0, 200);
    let twice = || {
        [&other, &one].map(|client| {
            [(); 2].map(|()| {
                let (status, body) = client.get("/v1/inboxes", key);
                (status, body["code"].as_str().map(str::to_owned))
            })
        })
    };
    let good = || (200, None);
    let exceeded = || (429, Some("too_many_requests".to_owned()));
    let elsewhere = || (403, Some("ip_not_allowed".to_owned()));
    let all = |what: fn() -> (u16, Option<String>)| [[what(), what()], [what(), what()]];
    assert_eq!(twice(), all(good));

    change(json!({"rate_limit": {"limit": 1, "window_seconds": 86_400}}));
    let each_once = [[good(), exceeded()], [good(), exceeded()]];
    assert_eq!(twice(), each_once);
    change(json!({"rate_limit": null, "allowed_ips": ["203.0.113.0/24"]}));
    assert_eq!(twice(), all(elsewhere));
    change(json!({"allowed_ips": ["127.0.0.0/8", "203.0.113.0/24"]}));
    assert_eq!(twice(), all(good));

    let set = |columns: &str| execute(&format!("UPDATE api_keys SET {columns} WHERE id = '{id}'"));
    set("allowed_ips = '203.0.113.0/24'");
    assert_eq!(twice(), all(elsewhere));
    set("allowed_ips = NULL");
    assert_eq!(twice(), all(good));
    // What was used up above is not forgotten.
    set("rate_limit = 1, rate_window_seconds = 86400");
    assert_eq!(twice(), all(exceeded));
}
