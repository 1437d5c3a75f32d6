//! Results that cannot be written, and those that nobody reads.

use std::fs::File;
use std::process::{Output, Stdio};

use crate::support::client::text;
use crate::support::program::World;

fn full() -> Stdio {
    File::options()
        .write(true)
        .open("/dev/full")
        .unwrap()
        .into()
}

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn run(world: &World, arguments: &[&str], stdout: Stdio) -> (Option<i32>, String) {
    let mut command = world.command();
    let command = command
        .args(arguments)
        .stdout(stdout)
        .stderr(Stdio::piped());
    let Output { status, stderr, .. } = command.spawn().unwrap().wait_with_output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure_in_a_sentence() {
    let world = World::new();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    let source = world.database_url();
    let target = format!(
        "sqlite://{}",
        world.database().with_file_name("copy.db").display()
    );
    for (command, code) in [
        (&["doctor"][..], 1),
        (&["doctor", "--json"], 1),
        (&["config", "print"], 1),
        (&["man"], 1),
        (&["completions", "bash"], 1),
        (&["--help"], 1),
        (&["--version"], 1),
        (&["migrate"], 1),
        (&["migrate", "--check"], 2),
        (&["sweep", "--now"], 1),
        (&["backup", "new.db"], 1),
        (&["copy", "--from", &source, "--to", &target], 1),
        (&["org", "list"], 1),
    ] {
        let (got, told) = run(&world, command, full());
        assert_eq!(got, Some(code), "{command:?}: {told}");
        assert!(
            told.contains("No space left on device"),
            "{command:?}: {told}"
        );
        assert!(!told.contains("panicked"), "{command:?}: {told}");
    }
    // What was done is said all the same.
    let (_, told) = run(&world, &["backup", "other.db"], full());
    assert!(
        told.starts_with("other.db is made, and is whole."),
        "{told}"
    );
    assert!(world.database().with_file_name("other.db").exists());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let world = World::new();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    for command in [
        &["config", "print"][..],
        &["man"],
        &["--help"],
        &["org", "list"],
    ] {
        assert_eq!(run(&world, command, closed()).0, Some(0), "{command:?}");
    }
}

#[test]
fn a_secret_that_is_not_shown_is_a_failure_that_says_what_was_made() {
    let (world, _server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    let org = text(&account, "/organization/id");
    let create = ["key", "create", "--org", org, "--name", "Lost"];
    for stdout in [closed(), full()] {
        let (code, told) = run(&world, &create, stdout);
        assert_eq!(code, Some(1), "{told}");
        assert!(
            told.contains("is made, but its secret was not shown"),
            "{told}"
        );
        let (_, id) = told.rsplit_once("sendook key delete ").unwrap();
        assert_eq!(world.outcome(&["key", "delete", id.trim()]).0, Some(0));
    }
    let link = ["user", "reset-link", "ada@example.com"];
    let person = ["user", "create", "emmy@example.com", "--first-name", "Emmy"];
    for command in [&link[..], &person] {
        let (code, told) = run(&world, command, closed());
        assert_eq!(code, Some(1), "{told}");
        assert!(
            told.contains("The link is made, but was not shown."),
            "{told}"
        );
    }
}

#[test]
fn a_complaint_that_cannot_be_written_changes_no_exit_code() {
    let (world, _server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    let org = text(&account, "/organization/id");
    let mut command = world.command();
    let output = command
        .args(["key", "create", "--org", org, "--name", "Shown"])
        .stderr(full())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"sndk_prod_"));
    let refused = world
        .command()
        .args(["org", "show", "org_1"])
        .stderr(full())
        .status();
    assert_eq!(refused.unwrap().code(), Some(1));
}
