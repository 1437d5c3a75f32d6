//! A whole Sendook that moves here, on every database.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::sendook_files::{Kind, PASSWORD, document, email, files, id, lines, secret, write};
use crate::support::client::{Client, text};
use crate::support::program::World;

/// Set to 10000, it is as many people; by default, there are fewer.
const PEOPLE: &str = "SENDOOK_TEST_SENDOOK_PEOPLE";

/// Imports files: the exit code, the counts, and what is said of what is left out.
fn import(world: &World, options: &[&str], files: &[String]) -> (Option<i32>, Value, String) {
    let arguments = ["import", "sendook", "--json"].into_iter();
    let arguments = arguments.chain(options.iter().copied());
    let arguments: Vec<_> = arguments.chain(files.iter().map(String::as_str)).collect();
    let (code, told, complaint) = world.outcome(&arguments);
    (
        code,
        serde_json::from_str(&told).unwrap_or_default(),
        complaint,
    )
}

/// What is told where so many of each are imported, and so many were before.
fn counts(imported: usize, before: usize, dry: bool) -> Value {
    let each = json!({"imported": imported, "importedBefore": before, "leftOut": 0});
    json!({
        "users": each, "organizations": each, "members": each, "inboxes": each, "apiKeys": each,
        "accessTokens": each, "ownerless": 0, "unreadable": 0, "dryRun": dry,
    })
}

fn assert_works(client: &Client, number: usize) {
    let (status, told) = client.get("/v1/whoami", &secret(Kind::Key, number));
    assert_eq!(status, 200, "{told}");
    assert_eq!(text(&told, "/apiKey/id"), id(Kind::Key, number));
    assert_eq!(
        text(&told, "/organization/_id"),
        id(Kind::Organization, number)
    );
    assert_eq!(told["apiKey"]["legacy"], true);
    let (status, told) = client.get("/auth/user", &secret(Kind::Token, number));
    assert_eq!(status, 200, "{told}");
    assert_eq!(text(&told, "/_id"), id(Kind::User, number));
    assert_eq!(text(&told, "/createdAt"), "2024-03-01T10:48:35.123Z");
    assert_eq!(text(&told, "/organizations/0/role"), "owner");
}

fn log_in(client: &Client, number: usize) -> (u16, Value) {
    let body = json!({"email": email(number).to_lowercase(), "password": PASSWORD});
    client.try_post("/auth/login", &body).unwrap()
}

/// Every key and token goes on working, and passwords; a second import changes nothing.
#[expect(
    clippy::disallowed_methods,
    reason = "a setting of this test, not of the service"
)]
pub(crate) fn walk(world: &World) {
    let people = std::env::var(PEOPLE).map_or(1_100, |people| people.parse().unwrap());
    let server = world.start(&[]);
    let client = Client::new(&server);
    let files = files(world, people);
    let (code, counted, complaint) = import(world, &["--dry-run"], &files);
    assert_eq!(
        (code, counted),
        (Some(0), counts(people, 0, true)),
        "{complaint}"
    );
    let (status, refused) = client.get("/v1/whoami", &secret(Kind::Key, 0));
    assert_eq!(status, 401);
    assert!(
        text(&refused, "/error").contains("mail platform"),
        "{refused}"
    );

    let (code, counted, complaint) = import(world, &[], &files);
    assert_eq!(
        (code, counted),
        (Some(0), counts(people, 0, false)),
        "{complaint}"
    );
    (0..people).for_each(|number| assert_works(&client, number));
    for number in [0, people - 1] {
        let (status, session) = log_in(&client, number);
        assert_eq!(
            (status, text(&session, "/user/id")),
            (200, &*id(Kind::User, number))
        );
    }
    let exported = |world: &World| world.outcome(&["export", "users"]).1;
    let before = exported(world);
    let (code, counted, complaint) = import(world, &[], &files);
    assert_eq!(
        (code, counted),
        (Some(0), counts(0, people, false)),
        "{complaint}"
    );
    assert_eq!(exported(world), before);
    assert_works(&client, people - 1);
}

/// A key is marked until it is rotated; what is deleted here is not imported again.
pub(crate) fn walk_on(world: &World) {
    let server = world.start(&[]);
    let client = Client::new(&server);
    let (key, token) = (secret(Kind::Key, 0), secret(Kind::Token, 0));
    let keys = format!("/organizations/{}/api_keys", id(Kind::Organization, 0));
    let one = format!("{keys}/{}", id(Kind::Key, 0));
    let (status, list) = client.get(&keys, &token);
    assert_eq!((status, &list[0]["legacy"]), (200, &json!(true)), "{list}");
    let hint = format!("…{}", &key[92..]);
    assert_eq!(text(&list, "/0/hint"), hint);
    let (_, shown, _) = world.outcome(&["key", "show", &id(Kind::Key, 0)]);
    assert!(shown.contains(&format!("{hint} (legacy)")), "{shown}");
    let (_, sessions) = client.get("/auth/sessions", &token);
    let agents = sessions
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["userAgent"]);
    assert!(
        agents
            .into_iter()
            .any(|agent| agent == "imported from Sendook"),
        "{sessions}"
    );

    let (status, rotated) = client.post(&format!("{one}/rotate"), &token, &json!({}));
    assert_eq!((status, rotated.get("legacy")), (200, None), "{rotated}");
    let new = text(&rotated, "/key");
    for secret in [&*key, new] {
        assert_eq!(client.get("/v1/whoami", secret).0, 200);
    }
    assert_eq!(client.delete(&one, &token).0, 200);
    assert_eq!(client.post("/auth/logout", &token, &json!({})).0, 200);
    let files = files(world, 1);
    for _ in 0..2 {
        for secret in [&*key, new, &token] {
            assert_eq!(client.get("/v1/whoami", secret).0, 401);
        }
        assert_eq!(import(world, &[], &files).1, counts(0, 1, false));
    }
}

#[test]
fn a_sendook_moves_in_with_sqlite() {
    let world = World::new();
    walk(&world);
    walk_on(&world);
}

#[test]
fn what_is_left_out_is_named_with_its_line() {
    let (world, _server, client) = World::serving(&[]);
    let mut twin = document(Kind::User, 1);
    twin["email"] = json!("PERSON-0@example.com");
    let mut nobody = document(Kind::User, 2);
    nobody["email"] = json!("nobody");
    let users = [document(Kind::User, 0), twin, nobody, json!({"email": 1})];
    let users = users.map(|one| one.to_string()).join("\n\n");
    let mut short = document(Kind::Key, 2);
    short["key"] = json!("0123456789");
    let keys = [document(Kind::Key, 1), short].map(|one| one.to_string());
    let named = [
        write(&world, "users.json", &users),
        write(&world, "keys.json", &keys.join("\n")),
        write(&world, "organizations.json", &lines(Kind::Organization, 2)),
        write(&world, "tokens.json", &lines(Kind::Token, 2)),
        write(&world, "nothing.json", "\n"),
    ];
    let (code, counted, complaint) = import(&world, &[], &named);
    assert_eq!(code, Some(1));
    for said in [
        "users.json, line 3: An earlier user of these files has the same e-mail address",
        "users.json, line 5: ",
        "users.json, line 7: It is not a document of this collection",
        "organizations.json, line 2: Its user is not here",
        "has no owner, as none of its users is here",
        "keys.json, line 2: Its secret is not 96 hexadecimal digits",
        "tokens.json, line 2: Its user is not here",
        "Left out: 6 documents",
    ] {
        assert!(complaint.contains(said), "{said}: {complaint}");
    }
    assert!(!complaint.contains("0123456789"), "{complaint}");
    assert_eq!(counted["unreadable"], 2);
    assert_eq!(counted["ownerless"], 1);
    // The organization of the person who was left out is here, so that its key goes on working.
    assert_eq!(client.get("/v1/whoami", &secret(Kind::Key, 1)).0, 200);
    assert_eq!(client.get("/auth/user", &secret(Kind::Token, 1)).0, 401);

    let users = lines(Kind::User, 2);
    let named = [
        write(&world, "users.json", &users),
        named[2].clone(),
        named[3].clone(),
    ];
    let (code, counted, complaint) = import(&world, &[], &named);
    assert_eq!(code, Some(0), "{complaint}");
    for kind in ["users", "members", "accessTokens"] {
        assert_eq!(counted[kind]["imported"], 1, "{counted}");
    }
    assert_works(&client, 1);

    let other = write(&world, "messages.json", "{\"subject\": \"Hello\"}\n");
    let (code, _, complaint) = import(&world, &[], &[other]);
    assert_eq!(code, Some(1));
    assert!(
        complaint.contains("none of users, organizations"),
        "{complaint}"
    );
}

#[test]
fn an_import_of_a_sendook_that_is_killed_goes_on_where_it_ended() {
    let (world, _server, client) = World::serving(&[]);
    let people = 1_500;
    let files = files(&world, people);
    let pipe = world.database().with_file_name("pipe.json");
    let made = world.command_of("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let mut command = world.command();
    // Keys are in the first file.
    let command = command
        .args(["import", "sendook"])
        .args(&files[1..])
        .arg(&pipe);
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().unwrap();
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let keys = lines(Kind::Key, people);
    let most: String = keys.split_inclusive('\n').take(1_200).collect();
    writer.write_all(most.as_bytes()).unwrap();
    let works = |number| client.get("/v1/whoami", &secret(Kind::Key, number)).0 == 200;
    let patience = Instant::now() + Duration::from_mins(1);
    while !works(999) {
        assert!(Instant::now() < patience, "the first thousand are not kept");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(works(0) && !works(1_000));
    let (code, counted, complaint) = import(&world, &[], &files);
    assert_eq!(code, Some(0), "{complaint}");
    let all = json!({"imported": 0, "importedBefore": people, "leftOut": 0});
    assert_eq!(counted["users"], all);
    assert_eq!(counted["members"], all);
    let rest = json!({"imported": 500, "importedBefore": 1_000, "leftOut": 0});
    assert_eq!(counted["apiKeys"], rest);
    (0..people).for_each(|number| assert_works(&client, number));
}
