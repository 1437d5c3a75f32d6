//! Faults that an operator makes, planted one by one, and what is said about them.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::process::Command;
use std::thread;

use serde_json::Value;

use crate::support::program::World;
use crate::support::sqlite;

/// The findings that are not ok, as `status check: message`, and whether the exit code fits them.
pub(crate) fn findings(world: &World, settings: &[(&str, &str)]) -> Vec<String> {
    judged(
        world
            .command()
            .args(["doctor", "--json"])
            .envs(settings.iter().copied()),
    )
}

fn judged(command: &mut Command) -> Vec<String> {
    let output = command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let told: Value = serde_json::from_str(&printed).unwrap_or_else(|error| {
        panic!(
            "{error}: {printed}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    let findings = told["findings"].as_array().unwrap();
    let is = |status: &str| findings.iter().any(|finding| finding["status"] == status);
    assert_eq!(told["ok"], !is("failure"), "{printed}");
    assert_eq!(
        output.status.code(),
        Some(i32::from(is("failure"))),
        "{printed}"
    );
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let wrong = findings.iter().filter(|finding| finding["status"] != "ok");
    wrong
        .map(|finding| {
            let [status, check, message] =
                ["status", "check", "message"].map(|key| text(finding, key));
            format!("{status} {check}: {message}")
        })
        .collect()
}

/// A database as it should be, in a folder as it should be.
pub(crate) fn healthy() -> World {
    let world = World::new();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    world
}

/// One fault and nothing else is found.
#[track_caller]
fn found(found: &[String], wanted: &str) {
    let [only] = found else {
        panic!("wanted {wanted}, found {found:?}");
    };
    assert!(only.starts_with(wanted), "wanted {wanted}, found {only}");
}

#[test]
fn a_healthy_set_up_gives_no_finding_and_is_not_changed() {
    let (world, server, client) = World::serving(&[]);
    client.register("ada@example.com");
    let public = format!("http://{}", server.address);
    let nothing: [String; 0] = [];
    assert_eq!(
        findings(&world, &[("SENDOOK_PUBLIC_URL", &public)]),
        nothing
    );
    server.stop();
    let before = world.bytes();
    assert_eq!(findings(&world, &[]), nothing);
    assert_eq!(world.bytes(), before);
    let (code, told, _) = world.outcome(&["doctor"]);
    assert_eq!(code, Some(0));
    assert!(told.lines().all(|line| line.starts_with("ok ")), "{told}");
}

#[test]
fn what_to_do_is_said_below_each_finding() {
    let (code, told, _) = World::new().outcome(&["doctor"]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains("FAILURE  database: There is no database "),
        "{told}"
    );
    let output = healthy().run(&["doctor"], &[("SENDOOK_TRUSTED_PROXIES", "0.0.0.0/0")]);
    let told = String::from_utf8(output.stdout).unwrap();
    let advice = "\n         Name in SENDOOK_TRUSTED_PROXIES only the addresses of your proxies.";
    assert!(told.contains(advice), "{told}");
}

#[test]
fn faults_of_settings_are_found() {
    let world = healthy();
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (secure, closed) = (format!("https://{closed}"), format!("http://{closed}"));
    for (settings, wanted) in [
        (
            &[("SENDOOK_WORKERS", "many")][..],
            "failure settings: SENDOOK_WORKERS is \"many\"",
        ),
        (
            &[("SENDOOK_WORKRS", "2")],
            "warning settings: There is no setting SENDOOK_WORKRS; did you mean SENDOOK_WORKERS?",
        ),
        (
            &[("SENDOOK_TRUSTED_PROXIES", "10.0.0.1,::/0")],
            "failure trusted proxies: ::/0 is everybody",
        ),
        (
            &[("SENDOOK_TRUSTED_PROXIES", "0.0.0.0/1,128.0.0.0/1")],
            "failure trusted proxies: 0.0.0.0/0 is everybody",
        ),
        (
            &[("SENDOOK_METRICS_BIND", "0.0.0.0:9464")],
            "warning metrics: 0.0.0.0:9464 is every address",
        ),
        (
            &[
                ("SENDOOK_METRICS_BIND", "127.0.0.1:8006"),
                ("SENDOOK_BIND", "0.0.0.0:8006"),
            ],
            "failure metrics: 127.0.0.1:8006 is taken by SENDOOK_BIND, 0.0.0.0:8006",
        ),
        (
            &[("SENDOOK_PUBLIC_URL", &closed)],
            "failure public URL: http://127.0.0.1:",
        ),
    ] {
        found(&findings(&world, settings), wanted);
    }
    let wrong = findings(&world, &[("SENDOOK_PUBLIC_URL", &secure)]);
    let [proxies, url] = &wrong[..] else {
        panic!("{wrong:?}");
    };
    assert!(
        proxies.starts_with("failure trusted proxies: There are none"),
        "{wrong:?}"
    );
    assert!(
        url.starts_with("failure public URL: https://127.0.0.1:"),
        "{wrong:?}"
    );
}

#[test]
fn a_mail_server_that_is_away_or_none_is_found() {
    let world = healthy();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let url = format!("smtp://{address}");
    let mail = |url| {
        let site = ("SENDOOK_PUBLIC_URL", "http://127.0.0.1");
        let sender = ("SENDOOK_MAIL_FROM", "no-reply@example.com");
        let mut found = findings(&world, &[("SENDOOK_SMTP_URL", url), sender, site]);
        found.retain(|finding| finding.contains(" mail: "));
        found
    };
    let speak = |greeting: &'static [u8]| {
        let (mut client, _) = listener.accept().unwrap();
        client.write_all(greeting).unwrap();
    };
    thread::scope(|scope| {
        scope.spawn(|| speak(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
        let wanted = format!("failure mail: the mail server {address} cannot be used: ");
        found(&mail(&url), &wanted);
    });
    drop(listener);
    let wanted = format!("failure mail: the mail server {address} cannot be used: ");
    found(&mail(&url), &wanted);
}

#[test]
fn a_public_url_without_tls_or_of_something_else_is_found() {
    let (world, server, _) = World::serving(&[]);
    let (address, trusted) = (server.address, ("SENDOOK_TRUSTED_PROXIES", "127.0.0.1"));
    let url = format!("https://{address}");
    let wrong = findings(&world, &[("SENDOOK_PUBLIC_URL", &url), trusted]);
    found(&wrong, "failure public URL: https://127.0.0.1:");
    let url = format!("http://{address}/accounts");
    let wrong = findings(&world, &[("SENDOOK_PUBLIC_URL", &url), trusted]);
    found(&wrong, "failure public URL: http://127.0.0.1:");
}

#[test]
fn a_killed_server_leaves_files_that_are_not_changed() {
    let (world, mut server, client) = World::serving(&[]);
    client.register("ada@example.com");
    server.kill();
    let before = world.bytes();
    assert_eq!(before.len(), 3, "the database and its log");
    assert_eq!(findings(&world, &[]), [""; 0]);
    assert!(world.bytes() == before, "a file was changed");
}

#[test]
fn settings_of_curl_do_not_count() {
    let world = healthy();
    // With this, curl would ask nobody and end with 0.
    fs::write(world.database().with_file_name(".curlrc"), "version\n").unwrap();
    let url = "http://127.0.0.1:1";
    let home = world.database().parent().unwrap().display().to_string();
    let wrong = findings(&world, &[("SENDOOK_PUBLIC_URL", url), ("HOME", &home)]);
    found(&wrong, "failure public URL: http://127.0.0.1:1");
    assert!(wrong[0].contains("does not answer"), "{wrong:?}");
}

#[test]
fn faults_of_the_database_are_found() {
    found(
        &findings(&World::new(), &[]),
        "failure database: There is no database ",
    );
    // A file of something else is left to its owner, however open it is.
    let world = World::new();
    fs::write(world.database(), vec![b'x'; 8192]).unwrap();
    fs::set_permissions(world.database(), Permissions::from_mode(0o644)).unwrap();
    let wrong = findings(&world, &[]);
    found(&wrong, "failure database: ");
    assert!(wrong[0].contains("is not an SQLite database"), "{wrong:?}");
    let world = World::new();
    fs::create_dir(world.database()).unwrap();
    let wrong = findings(&world, &[]);
    found(&wrong, "failure database: ");
    assert!(wrong[0].contains("is a folder"), "{wrong:?}");

    let last = "(SELECT max(version) FROM __diesel_schema_migrations)";
    for (change, wanted) in [
        (
            format!("DELETE FROM __diesel_schema_migrations WHERE version = {last}"),
            "failure schema: The database ",
        ),
        (
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')".to_owned(),
            "failure schema: The database ",
        ),
    ] {
        let world = healthy();
        execute(&world, &change);
        found(&findings(&world, &[]), wanted);
    }

    let world = healthy();
    damage(&world);
    let wrong = findings(&world, &[]);
    assert!(
        wrong
            .iter()
            .any(|finding| finding.starts_with("failure database: The file is damaged")),
        "{wrong:?}"
    );
}

fn execute(world: &World, statement: &str) {
    use diesel::connection::SimpleConnection as _;
    sqlite::connect(world).batch_execute(statement).unwrap();
}

/// Writes nonsense over a table, once all of it is in the file.
fn damage(world: &World) {
    execute(world, "PRAGMA wal_checkpoint(TRUNCATE)");
    let ask = "SELECT rootpage AS number FROM sqlite_schema WHERE name = 'users'";
    let page = sqlite::number(&mut sqlite::connect(world), ask);
    let ask = "SELECT page_size AS number FROM pragma_page_size";
    let size = sqlite::number(&mut sqlite::connect(world), ask);
    let file = OpenOptions::new()
        .write(true)
        .open(world.database())
        .unwrap();
    let place = u64::try_from((page - 1) * size).unwrap();
    file.write_all_at(&[0x5a; 512], place).unwrap();
}

#[test]
fn faults_of_files_and_limits_are_found() {
    let world = healthy();
    fs::set_permissions(world.database(), Permissions::from_mode(0o644)).unwrap();
    let wrong = findings(&world, &[]);
    found(&wrong, "warning database file: ");
    assert!(wrong[0].contains("is open to other users"), "{wrong:?}");

    let world = healthy();
    let folder = world.database().parent().unwrap().to_owned();
    fs::set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
    found(
        &findings(&world, &[]),
        "failure database folder: Other users may replace files in ",
    );

    let world = healthy();
    let mut shell = world.command_of("/bin/sh");
    let limited = "ulimit -n 512; exec \"$0\" doctor --json";
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_sendook")]);
    found(
        &judged(&mut shell),
        "warning open files: 512 may be open: enough for 384 connections of 4096.",
    );
}

#[cfg(feature = "postgres")]
#[test]
fn a_postgresql_that_is_away_is_found() {
    let wrong = findings(
        &World::new(),
        &[("DATABASE_URL", "postgres://ada:hunter2@127.0.0.1:1/sendook")],
    );
    found(
        &wrong,
        "failure database: The database postgres://ada@127.0.0.1:1/sendook cannot be reached",
    );
}
