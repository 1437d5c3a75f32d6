//! People who come from other systems with their passwords, on every database.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::client::{Client, text};
use crate::support::program::World;

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

/// As the bcrypt of bcryptjs 3.0.3 below got it, and as another keyboard sends it.
const DECOMPOSED: &str = "Zu\u{308}rich-Bru\u{308}cke 42 cafe\u{301}";
const COMPOSED: &str = "Zürich-Brücke 42 café";
const BCRYPT: &str = "$2b$10$VCg7.9NKrJEFjrStxmoIse1Rq83xBzO1lw.S1aoMVV6x.I7OhSCDq";

/// Keycloak's default, of the next password.
const KEYCLOAK: &str = r#"{"credentialData":"{\"hashIterations\":5,\"algorithm\":\"argon2\",\"additionalParameters\":{\"hashLength\":[\"32\"],\"memory\":[\"7168\"],\"type\":[\"id\"],\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}","secretData":"{\"value\":\"FYLz3kPXlJVTl804lg8mfwrhxjmilTD1z2uxDik3OQ8=\",\"salt\":\"afxBT+O/bpJyMbroi0YfbQ==\",\"additionalParameters\":{}}"}"#;
const STAPLE: &str = "correct horse battery staple";

fn write(world: &World, name: &str, text: &str) -> String {
    let file = world.database().with_file_name(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

/// Imports a file: the exit code, the counts, and what is said of rows that are left out.
fn import(world: &World, options: &[&str]) -> (Option<i32>, Value, String) {
    let arguments = [&["import", "users", "--json"], options].concat();
    let (code, told, complaint) = world.outcome(&arguments);
    let counts = serde_json::from_str(&told).unwrap_or_default();
    (code, counts, complaint)
}

fn exported(world: &World) -> Vec<Value> {
    let (code, told, complaint) = world.outcome(&["export", "users"]);
    assert_eq!(code, Some(0), "{complaint}");
    let lines = told.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of<'a>(people: &'a [Value], email: &str) -> &'a Value {
    people.iter().find(|one| one["email"] == email).unwrap()
}

fn log_in(client: &Client, email: &str, password: &str) -> (u16, Value) {
    let body = json!({"email": email, "password": password});
    client.try_post("/auth/login", &body).unwrap()
}

/// People are imported, log in with their passwords, and have Argon2id from then on.
pub(crate) fn walk(world: &World) {
    let server = world.start(&[]);
    let client = Client::new(&server);
    let engines = json!({
        "email": ADA, "first_name": "Ada", "password_hash": BCRYPT, "email_verified": true,
        "created_at": "2019-03-01T10:00:00Z", "organization": "Engines", "role": "owner",
    });
    let navy = json!({
        "email": GRACE, "first_name": "Grace", "last_name": "Hopper", "password_hash": KEYCLOAK,
        "organization": "Engines", "role": "admin",
    });
    let emmy = json!({"email": "emmy@example.com", "first_name": "Emmy", "password_hash": "!x"});
    let twice = json!({"email": "ADA@example.com", "first_name": "Ada"});
    let unknown = json!({"email": "a@example.com", "first_name": "A", "password_hash": "5f4dcc3b"});
    let rows = format!("{engines}\n{navy}\n\n{emmy}\n{twice}\n{unknown}\nno row\n");
    let file = write(world, "people.jsonl", &rows);

    let counts = |imported, without, here, dry| {
        json!({
            "imported": imported, "importedWithoutPassword": without, "alreadyHere": here,
            "twice": 1, "refused": 2, "dryRun": dry,
        })
    };
    let (code, counted, complaint) = import(world, &[&file, "--dry-run"]);
    assert_eq!(
        (code, counted),
        (Some(1), counts(2, 1, 0, true)),
        "{complaint}"
    );
    assert_eq!(
        exported(world),
        Vec::<Value>::new(),
        "a trial changes nothing"
    );
    let (code, counted, complaint) = import(world, &[&file]);
    assert_eq!((code, counted), (Some(1), counts(2, 1, 0, false)));
    for sentence in [
        "Line 5: An earlier row has the same e-mail address.",
        "Line 6: \"password_hash\": it is not a password hash of a known form.",
        "Line 7: It is not a row",
        "Left out: 3 rows",
    ] {
        assert!(complaint.contains(sentence), "{complaint}");
    }
    assert!(!complaint.contains("5f4dcc3b"), "{complaint}");
    let (_, counted, _) = import(world, &[&file]);
    assert_eq!(counted, counts(0, 0, 3, false));

    let before = exported(world);
    assert_eq!(before.len(), 3);
    assert_eq!(of(&before, ADA)["password_hash"], BCRYPT);
    assert_eq!(of(&before, ADA)["created_at"], "2019-03-01T10:00:00Z");
    assert_eq!(
        of(&before, GRACE)["organization"],
        of(&before, ADA)["organization"]
    );
    assert_eq!(of(&before, GRACE)["role"], "admin");
    assert_eq!(
        of(&before, "emmy@example.com")["password_hash"],
        Value::Null
    );

    assert_eq!(log_in(&client, "emmy@example.com", "!x").0, 401);
    for (email, wrong, right, other) in [
        (ADA, STAPLE, DECOMPOSED, COMPOSED),
        (GRACE, COMPOSED, STAPLE, STAPLE),
    ] {
        assert_eq!(log_in(&client, email, wrong).0, 401);
        let (status, session) = log_in(&client, email, right);
        assert_eq!((status, text(&session, "/user/email")), (200, email));
        let now = exported(world);
        let hash = text(of(&now, email), "/password_hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456"), "{hash}");
        assert_eq!(log_in(&client, email, other).0, 200);
    }
}

/// An export is an import elsewhere: nothing is lost.
pub(crate) fn walk_elsewhere(here: &World, there: &World) {
    drop(there.start(&[]));
    let (_, rows, _) = here.outcome(&["export", "users"]);
    let file = write(there, "people.jsonl", &rows);
    let (code, _, complaint) = import(there, &[&file]);
    assert_eq!(code, Some(0), "{complaint}");
    let sorted = |world| {
        let mut people = exported(world);
        people.sort_by_key(|person| text(person, "/email").to_owned());
        people
    };
    assert_eq!(sorted(there), sorted(here));
}

#[test]
fn people_move_in_and_on_with_sqlite() {
    let (here, there) = (World::new(), World::new());
    walk(&here);
    walk_elsewhere(&here, &there);
}

#[test]
fn tables_and_hashes_of_firebase_are_read() {
    let (world, _server, client) = World::serving(&[]);
    let parameters = "hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}\n";
    let parameters = write(&world, "hash_config", parameters);
    let table = "email,first_name,last_name,password_hash,password_salt,email_verified\n\
        ada@example.com,\"Ada, Countess\",,lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==,42xEC+ixf3L2lw==,true\n";
    let file = write(&world, "people.csv", table);
    let (code, _, complaint) = import(&world, &[&file]);
    assert_eq!(code, Some(1));
    assert!(
        complaint.contains("needs the option --firebase"),
        "{complaint}"
    );
    let (code, _, complaint) = import(&world, &[&file, "--firebase", &parameters]);
    assert_eq!(code, Some(0), "{complaint}");
    let (status, session) = log_in(&client, ADA, "user1password");
    assert_eq!(
        (status, text(&session, "/user/firstName")),
        (200, "Ada, Countess")
    );
}

#[test]
fn an_import_that_is_killed_goes_on_where_it_ended() {
    let (world, _server, _) = World::serving(&[]);
    let row = |n: usize| format!("{{\"email\": \"p{n}@example.com\", \"first_name\": \"P\"}}\n");
    let rows: Vec<_> = (0..1500).map(row).collect();
    let pipe = world.database().with_file_name("pipe.jsonl");
    let made = world.command_of("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let mut command = world.command();
    let command = command.args(["import", "users"]).arg(&pipe);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    writer.write_all(rows[..1200].concat().as_bytes()).unwrap();
    let patience = Instant::now() + Duration::from_mins(1);
    while exported(&world).len() < 1000 {
        assert!(Instant::now() < patience, "the first thousand are not kept");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(exported(&world).len(), 1000);
    let file = write(&world, "people.jsonl", &rows.concat());
    let (code, counted, complaint) = import(&world, &[&file]);
    assert_eq!(code, Some(0), "{complaint}");
    let counts = (&counted["alreadyHere"], &counted["importedWithoutPassword"]);
    assert_eq!(counts, (&json!(1000), &json!(500)));
    assert_eq!(exported(&world).len(), 1500);
}
