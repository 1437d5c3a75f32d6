//! Second factors from outside: the key of their secrets, its rotation, and what operators do for those who lost them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use crate::doctor::findings;
use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;
use crate::support::totp::code_now;

const EMAIL: &str = "ada@example.com";

/// Registers somebody and gives them an app. Returns its secret and a recovery code.
fn with_app(client: &Client) -> (String, Value) {
    let account = client.register(EMAIL);
    let token = text(&account, "/token");
    let (status, offered) = client.post("/auth/factors/totp", token, &json!({}));
    assert_eq!(status, 201, "{offered}");
    let secret = text(&offered, "/secret");
    let confirm = format!("/auth/factors/{}/confirm", text(&offered, "/id"));
    let code = json!({"code": code_now(secret)});
    let (status, confirmed) = client.post(&confirm, token, &code);
    assert_eq!(status, 200, "{confirmed}");
    (secret.to_owned(), confirmed["recoveryCodes"][0].clone())
}

/// What a login by a code of the app is answered. The code of this step was used: right is the answer that says so.
fn shows(client: &Client, fields: &Value) -> u16 {
    let (status, due) = client.log_in(EMAIL);
    assert_eq!(status, 403, "{due}");
    let mut fields = fields.clone();
    fields["mfaToken"] = due["mfaToken"].clone();
    client
        .try_post("/auth/login/second-factor", &fields)
        .unwrap()
        .0
}

fn key_file(world: &World) -> PathBuf {
    let mut path = world.database().into_os_string();
    path.push(".secret-key");
    path.into()
}

fn keys(world: &World) -> usize {
    fs::read_to_string(key_file(world)).unwrap().lines().count()
}

#[test]
fn the_key_is_beside_the_file_and_a_rotation_needs_no_restart() {
    let (world, _server, client) = World::serving(&[]);
    let rotate = || world.outcome(&["secret-key", "rotate", "--json"]);
    let told = |outcome: (Option<i32>, String, String)| -> Value {
        assert_eq!(outcome.0, Some(0), "{}", outcome.2);
        serde_json::from_str(&outcome.1).unwrap()
    };
    let nothing = json!({"newKey": false, "renewed": 0, "current": 0, "unopened": 0});
    assert_eq!(told(rotate()), nothing);
    assert!(!key_file(&world).exists());
    let (_, recovery_code) = with_app(&client);
    let mode = fs::metadata(key_file(&world)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let sealed = || {
        sqlite::blob(
            &mut sqlite::connect(&world),
            "SELECT secret AS value FROM factors",
        )
    };
    let before = sealed();
    let rotated = json!({"newKey": true, "renewed": 1, "current": 0, "unopened": 0});
    assert_eq!(told(rotate()), rotated);
    assert_ne!(sealed(), before);
    assert_eq!(keys(&world), 2);
    assert_eq!(told(rotate())["renewed"], 1);
    assert_eq!(keys(&world), 2);
    // The server reads the new key: a code is judged, and wrong, not a defect.
    assert_eq!(shows(&client, &json!({"code": "000000"})), 401);
    assert_eq!(
        shows(&client, &json!({"recovery_code": recovery_code})),
        200
    );
    assert_eq!(findings(&world, &[]), [""; 0]);
}

#[test]
fn a_secret_that_no_key_opens_is_named_and_holds_up_no_rotation() {
    let (world, _server, client) = World::serving(&[]);
    with_app(&client);
    sqlite::connect(&world)
        .batch_execute("UPDATE factors SET secret = x'01'")
        .unwrap();
    for keys_then in [2, 2] {
        let (code, told, complaint) = world.outcome(&["secret-key", "rotate"]);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.starts_with("A new key was made."), "{told}");
        assert!(
            complaint.contains("1 secret cannot be decrypted"),
            "{complaint}"
        );
        assert_eq!(keys(&world), keys_then);
    }
    let aside = world.database().with_extension("aside");
    fs::rename(key_file(&world), aside).unwrap();
    let (code, told, _) = world.outcome(&["secret-key", "rotate"]);
    assert_eq!(code, Some(1));
    assert!(
        told.starts_with("No new key was made, as there is none"),
        "{told}"
    );
    assert!(!key_file(&world).exists());
}

#[test]
fn an_operator_sees_and_lifts_the_lock_of_a_second_factor() {
    let (world, _server, client) = World::serving(&[]);
    with_app(&client);
    let wrong = json!({"code": "000000"});
    assert_eq!(shows(&client, &wrong), 401);
    // As after many more, a moment ago, from many addresses.
    sqlite::connect(&world)
        .batch_execute(
            "UPDATE login_failures SET failures = 70, blocked_until = since + 600000000 \
             WHERE address = ''",
        )
        .unwrap();
    assert_eq!(shows(&client, &wrong), 429);
    let told = world.outcome(&["user", "show", EMAIL]).1;
    let locked = "Locked:        its second factor from everywhere until 2";
    assert!(told.contains(locked), "{told}");
    let told = world.outcome(&["user", "show", EMAIL, "--json"]).1;
    let told: Value = serde_json::from_str(&told).unwrap();
    let lockout = &told["lockouts"][0];
    assert_eq!(lockout["address"], Value::Null, "{told}");
    assert_eq!(lockout["secondFactor"], true, "{told}");
    let (code, ..) = world.outcome(&["user", "unlock", EMAIL]);
    assert_eq!(code, Some(0));
    assert_eq!(shows(&client, &wrong), 401);
}

#[test]
fn doctor_misses_the_key_and_warns_of_who_may_read_it() {
    let (world, _server, client) = World::serving(&[]);
    with_app(&client);
    fs::set_permissions(key_file(&world), Permissions::from_mode(0o640)).unwrap();
    let warned = findings(&world, &[]);
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(warned[0].starts_with("warning secret key: "), "{warned:?}");
    fs::remove_file(key_file(&world)).unwrap();
    let missed = findings(&world, &[]);
    assert_eq!(missed.len(), 1, "{missed:?}");
    assert!(missed[0].starts_with("failure secret key: The secret of factor_"));
}

#[test]
fn a_key_that_does_not_fit_is_told_at_the_start_and_answered_with_503() {
    let (world, server, client) = World::serving(&[]);
    with_app(&client);
    server.stop();
    let other = "CAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let server = world.start(&[("SENDOOK_SECRET_KEY", other)]);
    let warning = server.next_line_with("The secret of factor_");
    for part in [
        "WARN",
        "Set SENDOOK_SECRET_KEY to the key that was used",
        "not among the keys in use",
    ] {
        assert!(warning.contains(part), "{warning}");
    }
    let client = Client::new(&server);
    for _ in 0..12 {
        assert_eq!(shows(&client, &json!({"code": "000000"})), 503);
    }
    let log = server.stop();
    assert!(log.contains("not among the keys in use"), "{log}");
    assert!(!log.contains(other) && !warning.contains(other), "{log}");
    // The one in the file fits.
    let server = world.start(&[]);
    assert_eq!(
        shows(&Client::new(&server), &json!({"code": "000000"})),
        401
    );
    let log = server.stop();
    assert!(!log.contains("The secret of"), "{log}");
}

#[test]
fn a_key_may_be_set_and_is_never_shown() {
    let key = |text: &str| format!("{text}AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    let (old, new) = (key("A"), key("B"));
    let settings = [("SENDOOK_SECRET_KEY", &*old)];
    let (world, server, client) = World::serving(&settings);
    with_app(&client);
    assert!(!key_file(&world).exists());
    drop(server);
    let both = format!("{new},{old}");
    let rotated = world.run(&["secret-key", "rotate"], &[("SENDOOK_SECRET_KEY", &both)]);
    assert!(rotated.status.success());
    assert_eq!(findings(&world, &[("SENDOOK_SECRET_KEY", &new)]), [""; 0]);
    let lost = world.run(&["secret-key", "rotate"], &settings);
    assert_eq!(lost.status.code(), Some(1));
    let printed = world.run(&["config", "print"], &settings);
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert!(
        printed.contains("SENDOOK_SECRET_KEY=*** (environment)"),
        "{printed}"
    );
    let wrong = world.run(
        &["config", "print"],
        &[("SENDOOK_SECRET_KEY", "mistyped walrus")],
    );
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(
        told.contains("32 random bytes") && !told.contains("walrus"),
        "{told}"
    );
}

#[test]
fn an_operator_takes_the_factors_of_an_account_away() {
    let (world, _server, client) = World::serving(&[]);
    with_app(&client);
    let shown = world.outcome(&["user", "show", EMAIL]).1;
    assert!(shown.contains("totp Authenticator app"), "{shown}");
    assert!(shown.contains("10 codes left"), "{shown}");
    let reset = || world.outcome(&["user", "reset-factors", EMAIL]);
    let warning = "No mail is set here";
    let (_, told, warned) = reset();
    assert!(
        told.contains("is gone") && warned.contains(warning),
        "{told}{warned}"
    );
    let (_, told, warned) = reset();
    assert!(
        told.contains("has no second factor") && !warned.contains(warning),
        "{told}{warned}"
    );
    assert_eq!(client.log_in(EMAIL).0, 200);
    let trail = world.outcome(&["audit", "export"]).1;
    assert_eq!(trail.matches("user.factors_reset").count(), 1, "{trail}");
}
