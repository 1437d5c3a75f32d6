//! `sendook user unlock`, and what other commands do where there is no database.

use std::fs;

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use crate::support::client::text;
use crate::support::program::World;
use crate::support::sqlite;

const EMAIL: &str = "ada@example.com";

fn files(world: &World) -> usize {
    world.bytes().len()
}

/// Every command but those that make a database: serving, and `migrate`.
fn commands(world: &World) -> Vec<Vec<String>> {
    let from = world.database_url();
    let to = format!("{from}.copy");
    let commands: [&[&str]; 10] = [
        &["user", "unlock", EMAIL],
        &["user", "list"],
        &["org", "list"],
        &["key", "list"],
        &["key", "identify"],
        &["audit", "export"],
        &["sweep"],
        &["sweep", "--now"],
        &["migrate", "--check"],
        &["copy", "--from", &from, "--to", &to],
    ];
    let owned = |command: &[&str]| command.iter().map(|part| (*part).to_owned()).collect();
    commands.into_iter().map(owned).collect()
}

#[test]
fn no_command_makes_a_database_where_there_is_none() {
    let world = World::new();
    for command in commands(&world) {
        let command: Vec<_> = command.iter().map(String::as_str).collect();
        let (code, _, complaint) = world.outcome(&command);
        assert_eq!(code, Some(1), "{command:?}: {complaint}");
        assert!(
            complaint.contains("There is no database"),
            "{command:?}: {complaint}"
        );
        assert_eq!(files(&world), 0, "{command:?}");
    }
    fs::write(world.database(), "").unwrap();
    for command in commands(&world) {
        let command: Vec<_> = command.iter().map(String::as_str).collect();
        let (code, ..) = world.outcome(&command);
        assert_eq!(code, Some(1), "{command:?}, on an empty file");
        assert_eq!(fs::metadata(world.database()).unwrap().len(), 0);
        assert_eq!(files(&world), 1, "{command:?}, on an empty file");
    }
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let world = World::new();
    let theirs = "CREATE TABLE theirs (id)";
    sqlite::connect(&world).batch_execute(theirs).unwrap();
    let before = world.bytes();
    for command in commands(&world) {
        let command: Vec<_> = command.iter().map(String::as_str).collect();
        let (code, ..) = world.outcome(&command);
        assert_eq!(code, Some(1), "{command:?}");
        assert_eq!(world.bytes(), before, "{command:?}");
    }
}

#[test]
fn an_unlocked_account_can_log_in_again_and_the_trail_says_why() {
    let (world, _server, client) = World::serving(&[]);
    let account = client.register(EMAIL);
    let guess = |email: &str| {
        let body = json!({"email": email, "password": "wrong horse battery staple"});
        client.try_post("/auth/login", &body).unwrap().0
    };
    for number in 0..50 {
        let email = format!("nobody-{number}@example.com");
        let status = guess(if number < 10 { EMAIL } else { &email });
        assert_eq!(status, 401, "{number}");
    }
    assert_eq!(client.log_in(EMAIL).0, 429);
    let (code, told, complaint) = world.outcome(&["user", "unlock", EMAIL]);
    assert_eq!(code, Some(0), "{complaint}");
    let expected = "The failed logins of ada@example.com are forgotten.\n\
                    So are all failed logins from 127.0.0.1.";
    assert_eq!(told, expected);
    assert_eq!(client.log_in(EMAIL).0, 200);
    let organization = text(&account, "/organization/id");
    let token = text(&account, "/token");
    let path = format!("/organizations/{organization}/audit?action=user.unlocked");
    let (_, lines) = client.get(&path, token);
    let lines = lines.as_array().unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["actor"]["type"], "operator");
}

#[test]
fn an_unknown_account_is_reported() {
    let world = World::new();
    drop(world.start(&[]));
    let (code, told, complaint) = world.outcome(&["user", "unlock", "nobody@example.com"]);
    assert_eq!((code, told.as_str()), (Some(1), ""));
    assert_eq!(
        complaint,
        "No account has the e-mail address nobody@example.com."
    );
}

#[test]
fn a_locked_account_is_shown_with_the_end_of_it() {
    let (world, _server, client) = World::serving(&[]);
    client.register(EMAIL);
    let shown = || world.outcome(&["user", "show", EMAIL]).1;
    assert!(!shown().contains("Locked"), "{}", shown());
    let wrong = json!({"email": EMAIL, "password": "wrong horse battery staple"});
    assert_eq!(client.try_post("/auth/login", &wrong).unwrap().0, 401);
    // As after many more, a moment ago.
    sqlite::connect(&world)
        .batch_execute("UPDATE login_failures SET failures = 70, blocked_until = since + 600000000")
        .unwrap();
    let told = shown();
    for whose in ["this account", "every account"] {
        let locked = format!("Locked:        {whose} from 127.0.0.1 until 2");
        assert!(told.contains(&locked), "{told}");
    }
    let (_, told, _) = world.outcome(&["user", "show", EMAIL, "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["lockouts"][0]["anyAccount"], false, "{told}");
    assert_eq!(told["lockouts"][1]["address"], "127.0.0.1", "{told}");
}
