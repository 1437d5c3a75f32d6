//! A stored password hash that is none, as clients and the operator see it.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::support::client::text;
use crate::support::program::World;
use crate::support::sqlite;

const JUNK: &str = "5f4dcc3b5aa765d61d8327deb882cf99";

fn without_id(mut body: Value) -> Value {
    body["requestId"].take();
    body
}

#[test]
fn clients_see_a_wrong_password_and_the_log_names_the_account_and_not_the_hash() {
    let (world, server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    client.register("grace@example.com");
    let damage = format!(
        "UPDATE users SET password_hash = '{JUNK}' WHERE id = '{}'",
        text(&account, "/user/id")
    );
    sqlite::connect(&world).batch_execute(&damage).unwrap();

    let wrong = json!({"email": "grace@example.com", "password": "a wrong guess"});
    let (status, wrong) = client.try_post("/auth/login", &wrong).unwrap();
    assert_eq!(status, 401, "{wrong}");
    let (status, damaged) = client.log_in("ada@example.com");
    assert_eq!((status, without_id(damaged)), (401, without_id(wrong)));

    let log = server.stop();
    let errors: Vec<_> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(errors.len(), 1, "{log}");
    assert!(errors[0].contains(text(&account, "/user/id")), "{log}");
    assert!(!log.contains(JUNK), "{log}");
}
